package org.lastack.playground;

import java.util.List;

/** Writes JSON from left to right; commas come by themselves. No text of the machine has control characters. */
final class Json {
    private final StringBuilder out = new StringBuilder();
    private boolean first = true;

    Json open(char bracket) {
        separate();
        out.append(bracket);
        first = true;
        return this;
    }

    Json close(char bracket) {
        out.append(bracket);
        first = false;
        return this;
    }

    Json key(String name) {
        separate();
        quote(name);
        out.append(':');
        first = true;
        return this;
    }

    Json text(String value) {
        separate();
        quote(value);
        return this;
    }

    Json number(long value) {
        separate();
        out.append(value);
        return this;
    }

    Json flag(boolean value) {
        separate();
        out.append(value);
        return this;
    }

    Json texts(List<String> values) {
        open('[');
        values.forEach(this::text);
        return close(']');
    }

    String done() {
        return out.toString();
    }

    private void separate() {
        if (!first) {
            out.append(',');
        }
        first = false;
    }

    private void quote(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
