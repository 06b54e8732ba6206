package org.lastack.lab;

import java.util.Map;
import java.util.TreeMap;
import org.lastack.machine.Settings;

/**
 * Settings of a host, with the names that Linux has for them.
 *
 * @param changed what a lesson has set, by name: rules of the kit want to know
 */
public record Preset(Settings settings, Map<String, Long> changed) {
    public Preset {
        changed = Map.copyOf(changed);
    }

    Preset(Settings settings) {
        this(settings, Map.of());
    }

    /**
     * Returns settings that differ in one value, in its own unit.
     *
     * @throws IllegalArgumentException when no setting has that name
     */
    public Preset with(String name, long value) {
        Settings next = settings.with(name, value);
        if (next == null) {
            throw new IllegalArgumentException("no setting is called " + name);
        }
        Map<String, Long> all = new TreeMap<>(changed);
        all.put(name, value);
        return new Preset(next, all);
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
