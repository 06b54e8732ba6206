package org.lastack.site.reference;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lastack.machine.Knob;

/** What is said of settings, by name. */
final class Knobs {
    private final List<Entries.Entry> entries;

    private Knobs(List<Entries.Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** Those of Linux. */
    static Knobs read() {
        return new Knobs(Entries.read("knobs.txt"));
    }

    /** Those that the reference has besides. */
    static Knobs ofMachine() {
        return new Knobs(Entries.read("machine-knobs.txt"));
    }

    List<Entries.Entry> all() {
        return entries;
    }

    Set<String> names() {
        return entries.stream().map(Entries.Entry::name).collect(Collectors.toSet());
    }

    /** Returns the names of those that touch a rule. */
    List<String> about(String rule) {
        return entries.stream()
                .filter(e -> e.words("rules").contains(rule))
                .map(Entries.Entry::name)
                .toList();
    }

    /** Returns the default in words: of the reference's preset linux, unless the text has another. */
    static String byDefault(Entries.Entry entry) {
        Knob knob = Knob.find(entry.name());
        String text = entry.fields().getOrDefault("default", "");
        if (knob == null) {
            return text;
        }
        return value(knob, knob.linux()) + (text.isEmpty() ? "" : " here. " + text);
    }

    /** Returns the value of a knob in words, with its unit. */
    static String value(Knob knob, long value) {
        if (value < 0 && knob.unit() != Knob.Unit.COUNT) {
            return "off";
        }
        String unit = unit(knob);
        return switch (knob.unit()) {
            case SWITCH -> value == 0 ? "0 (off)" : "1 (on)";
            case COUNT -> value < 0 ? "-1 (off)" : Long.toString(value);
            default -> value + " " + unit;
        };
    }

    /** Returns what the number of a knob counts. */
    static String unit(@Nullable Knob knob) {
        if (knob == null) {
            return "";
        }
        return switch (knob.unit()) {
            case SWITCH -> "a switch";
            case COUNT -> "a number";
            case OCTETS -> "octets";
            case SECONDS -> "s";
            case MILLISECONDS -> "ms";
        };
    }
}
