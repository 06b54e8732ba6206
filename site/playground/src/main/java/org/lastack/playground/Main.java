package org.lastack.playground;

import org.lastack.tcp.State;
import org.teavm.jso.JSExport;

/** What the page may ask of the machine. */
public final class Main {
    private Main() {}

    /** Does nothing: the page calls what is exported. */
    public static void main(String[] args) {}

    /** Returns the names of the states, in the order of RFC 9293 §3.3.2. */
    @JSExport
    public static String[] states() {
        State[] states = State.values();
        String[] names = new String[states.length];
        for (int i = 0; i < states.length; i++) {
            names[i] = states[i].toString();
        }
        return names;
    }
}
