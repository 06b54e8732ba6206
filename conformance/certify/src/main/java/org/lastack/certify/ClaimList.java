package org.lastack.certify;

import java.util.List;
import java.util.stream.Collectors;
import org.lastack.kit.report.Text;
import org.lastack.lessons.engine.Claims;
import org.lastack.lessons.engine.Claims.Entry;
import org.lastack.lessons.engine.Claims.Place;
import org.lastack.lessons.engine.Claims.Truth;

/** The claims by verdict, for reading: what people say, what is true, and which lessons show it. */
final class ClaimList {
    private static final int ID_WIDTH = 3;
    private static final int LEAST = 60;

    private final Terminal terminal;

    ClaimList(Terminal terminal) {
        this.terminal = terminal;
    }

    String show(List<Entry> index) {
        StringBuilder out = new StringBuilder();
        for (Truth truth : Truth.values()) {
            List<Entry> of =
                    index.stream().filter(e -> e.claim().truth() == truth).toList();
            if (!of.isEmpty()) {
                String words = truth.words().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                        + truth.words().substring(1);
                out.append(terminal.ink().bold(words + " (" + of.size() + ")")).append("\n\n");
                of.forEach(entry -> entry(out, entry));
                out.append('\n');
            }
        }
        List<String> missing = Claims.missing(index);
        return out + (missing.isEmpty() ? "" : "Missing:\n  " + String.join("\n  ", missing) + "\n");
    }

    private void entry(StringBuilder out, Entry entry) {
        Claims.Claim claim = entry.claim();
        String head = "  " + Text.pad(claim.id(), ID_WIDTH) + "  ";
        String margin = " ".repeat(head.length());
        int room = Math.max(LEAST, terminal.columns()) - head.length();
        List<String> said = Text.wrap("\"" + claim.said() + "\"", room);
        for (int i = 0; i < said.size(); i++) {
            out.append(i == 0 ? head : margin).append(said.get(i)).append('\n');
        }
        Text.wrap(claim.fact(), room).forEach(l -> out.append(margin).append(l).append('\n'));
        String where = where(entry.places());
        Text.wrap(where.isEmpty() ? "no lesson" : where, room)
                .forEach(l -> out.append(margin).append(terminal.ink().dim(l)).append('\n'));
    }

    private static String where(List<Place> places) {
        return places.stream().map(ClaimList::where).distinct().collect(Collectors.joining("; "));
    }

    private static String where(Place place) {
        return "lesson " + place.lesson() + ", " + place.section()
                + (place.shown() ? ", block " + place.block() : ", argued");
    }
}
