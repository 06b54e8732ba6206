package org.lastack.lab;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Host;
import org.lastack.kit.rules.Near;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.IpAddress;

/**
 * Settings of a host, with the names that Linux has for them.
 *
 * @param changed what a lesson has set, by name: rules of the kit want to know
 * @param maker makes a host that is not the reference: a mutant, or what the reader wrote; null for the reference
 */
public record Preset(Settings settings, Map<String, Long> changed, ReferenceStack.@Nullable Maker maker) {
    public Preset {
        changed = Map.copyOf(changed);
    }

    Preset(Settings settings) {
        this(settings, Map.of(), null);
    }

    /**
     * Returns settings that differ in one value, in its own unit.
     *
     * @throws IllegalArgumentException when no setting has that name, or it cannot have that value
     */
    public Preset with(String name, long value) {
        Settings next = settings.with(name, value);
        if (next == null) {
            throw new IllegalArgumentException("no setting is called " + name + Near.hint(name, settingNames()));
        }
        Map<String, Long> all = new TreeMap<>(changed);
        all.put(name, value);
        return new Preset(next, all, maker);
    }

    static List<String> settingNames() {
        return Stream.of(Knob.values()).map(Knob::word).toList();
    }

    Host host(IpAddress address) {
        return maker == null ? new Host(settings, address) : maker.make(settings, address);
    }

    @Override
    public String toString() {
        return (maker == null ? "" : "not the reference; ") + settings;
    }
}
