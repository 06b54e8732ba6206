package org.lastack.site.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastack.host.SocketOption;
import org.lastack.kit.report.html.Html;
import org.lastack.lessons.engine.Lesson;
import org.lastack.machine.Knob;
import org.lastack.machine.Range;
import org.lastack.site.page.Page;
import org.lastack.site.page.Page.Kind;

/** A page for each setting of Linux that bears on closing, and the list of them. */
final class KnobPages {
    private final Reference reference;

    KnobPages(Reference reference) {
        this.reference = reference;
    }

    List<Page> pages() {
        List<Page> pages = new ArrayList<>();
        pages.add(index());
        reference.knobs().all().forEach(entry -> pages.add(page(entry)));
        return pages;
    }

    private Page index() {
        String path = "knobs/index.html";
        Html out = new Html();
        out.putLine("h1", "Settings");
        out.putLine(
                "p",
                "What can be set on Linux and bears on how connections end: what it does, what people get wrong about it, and whether to leave it"
                        + " alone. Mostly, leave it alone.",
                "class",
                "lead");
        list(out, "System settings", path, false);
        list(out, "Socket options", path, true);
        out.open("section", "id", "reference").putLine("h2", "Settings of the reference");
        reference
                .prose()
                .paragraph(
                        out,
                        "The reference machine has these besides: limits that Linux does not let one set, and switches for where Linux departs from the"
                                + " RFCs. The playground and the lessons set them by these names.",
                        path);
        out.open("dl", "class", "knobs");
        Knobs own = Knobs.ofMachine();
        for (Entries.Entry entry : own.all()) {
            Knob knob = Objects.requireNonNull(Knob.find(entry.name()), entry.name());
            out.open("dt").put("code", knob.word()).close().open("dd");
            reference.prose().write(out, entry.get("says"), path);
            out.text(" ").put("span", presets(knob), "class", "presets").closeLine();
        }
        out.close().closeLine();
        return reference.page(
                path, Kind.INDEX, "Settings", "Linux settings that bear on how TCP connections end.", out);
    }

    private static String presets(Knob knob) {
        String strict = Knobs.value(knob, knob.rfc9293());
        String linux = Knobs.value(knob, knob.linux());
        String values = strict.equals(linux) ? "Both presets: " + strict : "rfc9293: " + strict + ", linux: " + linux;
        return values + "; " + knob.range();
    }

    private void list(Html out, String title, String path, boolean options) {
        out.putLine("h2", title);
        out.open("dl", "class", "knobs");
        for (Entries.Entry entry : reference.knobs().all()) {
            if (Character.isUpperCase(entry.name().charAt(0)) == options) {
                out.open("dt")
                        .open("a", "href", entry.name() + ".html")
                        .put("code", entry.name())
                        .close()
                        .close();
                out.open("dd");
                String does = entry.get("does");
                reference.prose().write(out, does.substring(0, firstSentence(does)), path);
                out.closeLine();
            }
        }
        out.closeLine();
    }

    private static int firstSentence(String text) {
        int end = text.indexOf(". ");
        return end < 0 ? text.length() : end + 1;
    }

    private Page page(Entries.Entry entry) {
        String path = LinkedText.knobPath(entry.name());
        Html out = new Html();
        out.open("p", "class", "kicker")
                .put("a", "Settings", "href", "index.html")
                .closeLine();
        out.open("h1").put("code", entry.name()).closeLine();
        reference.prose().paragraph(out, entry.get("does"), path, "class", "lead");
        out.open("dl", "class", "facts");
        term(out, "Set by", entry.get("where"), path);
        Knob knob = Knob.find(entry.name());
        if (knob != null) {
            term(out, "Unit", unit(knob), path);
            term(out, "On the reference", knob.range().toString(), path);
        }
        range(entry.name()).ifPresent(range -> term(out, "Takes", range + "; otherwise EINVAL", path));
        term(out, "Default on Linux", Knobs.byDefault(entry), path);
        if (knob != null && knob.rfc9293() != knob.linux()) {
            term(out, "By RFC 9293", knob.rfc9293() < 0 ? "no such limit" : Knobs.value(knob, knob.rfc9293()), path);
        }
        states(out, entry, path);
        out.closeLine();
        section(out, "What people get wrong", entry.get("wrong"), path);
        section(out, "Leave it alone?", entry.get("leave"), path);
        rules(out, entry, path);
        lessons(out, entry, path);
        Neighbours.write(
                out,
                "Neighbouring settings",
                reference.knobs().all().stream().map(Entries.Entry::name).toList(),
                entry.name());
        return reference.page(path, Kind.KNOB, entry.name(), entry.get("does"), out);
    }

    /** The range of a socket option that does not take every number. */
    private static Optional<Range> range(String name) {
        return Stream.of(SocketOption.values())
                .filter(o -> name.equals("TCP_" + o.word().toUpperCase(Locale.ROOT)))
                .map(SocketOption::range)
                .filter(range -> range.least() > Integer.MIN_VALUE)
                .findFirst();
    }

    private static String unit(Knob knob) {
        return switch (knob.unit()) {
            case SECONDS -> "seconds";
            case MILLISECONDS -> "milliseconds";
            default -> Knobs.unit(knob);
        };
    }

    private void term(Html out, String name, String text, String path) {
        out.put("dt", name).open("dd");
        reference.prose().write(out, text, path);
        out.closeLine();
    }

    private static void states(Html out, Entries.Entry entry, String path) {
        out.put("dt", "Touches").open("dd");
        List<String> states = entry.words("states");
        for (int i = 0; i < states.size(); i++) {
            out.text(i == 0 ? "" : ", ");
            out.put("a", states.get(i), "href", Page.up(path) + "states/" + states.get(i) + ".html");
        }
        out.closeLine();
    }

    private void section(Html out, String title, String text, String path) {
        out.putLine("h2", title);
        reference.prose().paragraph(out, text, path);
    }

    private void rules(Html out, Entries.Entry entry, String path) {
        out.putLine("h2", "Rules that it touches");
        out.open("dl", "class", "rules");
        for (String id : entry.words("rules")) {
            out.open("dt")
                    .put("a", id, "class", "rule-id", "href", Page.up(path) + LinkedText.rulePath(id))
                    .close();
            out.open("dd");
            reference.prose().write(out, org.lastack.kit.rules.Rules.get(id).statement(), path);
            out.closeLine();
        }
        out.closeLine();
    }

    private void lessons(Html out, Entries.Entry entry, String path) {
        List<Lesson> lessons = reference.mentions().of(entry.name());
        if (!lessons.isEmpty()) {
            out.putLine("h2", "Lessons");
            Mentions.write(out, lessons, path);
        }
    }
}
