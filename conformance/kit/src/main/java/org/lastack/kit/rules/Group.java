package org.lastack.kit.rules;

import java.util.List;

/** A group of the catalogue: its letter, its title, its rules in order. */
public record Group(char letter, String title, List<Rule> rules) {
    public Group {
        rules = List.copyOf(rules);
    }

    static Group of(char letter, String title, Rule... rules) {
        return new Group(letter, title, List.of(rules));
    }
}
