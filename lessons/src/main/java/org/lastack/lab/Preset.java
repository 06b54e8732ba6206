package org.lastack.lab;

import org.lastack.machine.Settings;

/** Settings of a host, with the names that Linux has for them. */
public record Preset(Settings settings) {
    /**
     * Returns settings that differ in one value, in its own unit.
     *
     * @throws IllegalArgumentException when no setting has that name
     */
    public Preset with(String name, long value) {
        Settings changed = settings.with(name, value);
        if (changed == null) {
            throw new IllegalArgumentException("no setting is called " + name);
        }
        return new Preset(changed);
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
