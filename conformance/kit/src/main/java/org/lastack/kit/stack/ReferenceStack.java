package org.lastack.kit.stack;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.machine.Knob;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Time;

/** The reference as a stack under test, with a virtual clock. */
public final class ReferenceStack implements StackUnderTest {
    private static final String PORT_RANGE = "ip_local_port_range";

    private static final IpAddress LOCAL4 = IpAddress.of("192.0.2.1");
    private static final IpAddress PEER4 = IpAddress.of("192.0.2.16");
    private static final IpAddress LOCAL6 = IpAddress.of("2001:db8::1");
    private static final IpAddress PEER6 = IpAddress.of("2001:db8::16");

    /** What the reference does not have; all else it has. */
    private static final Set<Feature> ABSENT = Collections.unmodifiableSet(EnumSet.of(
            Feature.FLUSH,
            Feature.ASYNCREPORT,
            Feature.URG,
            Feature.QUIET,
            Feature.RFC1337_ALWAYS,
            Feature.LEGACY,
            Feature.RST_TW));

    /** Makes the host; a mutant makes another one. */
    @FunctionalInterface
    public interface Maker {
        Host make(Settings settings, IpAddress... addresses);
    }

    private final String name;
    private final Maker maker;
    private final boolean limitsOrphans;
    private Settings settings;
    private @Nullable Host host;
    private @Nullable Output output;
    private long now;
    private boolean spoke;

    /** The reference with these settings; {@code preset} is their name in reports. */
    public ReferenceStack(String preset, Settings settings) {
        this(preset, settings, (s, addresses) -> new Host(s, addresses));
    }

    /** A variation of the reference whose connections are made by the given maker: a mutant. */
    public static ReferenceStack ofMachine(String name, Settings settings, Machine.Maker machines) {
        return new ReferenceStack(name, settings, (s, addresses) -> new Host(s, machines, addresses));
    }

    /** A variation of the reference with another host: a mutant. */
    public ReferenceStack(String name, Settings settings, Maker maker) {
        this.name = name;
        this.settings = settings;
        this.maker = maker;
        // RFC 9293 knows no limits for orphans: the strict preset claims none.
        this.limitsOrphans = settings.get(Knob.TCP_ORPHAN_RETRIES) >= 0;
    }

    /** The strict preset: RFC 9293 and its companions. */
    public static ReferenceStack rfc9293() {
        return new ReferenceStack("rfc9293", Settings.rfc9293());
    }

    /** The preset that departs where Linux does. */
    public static ReferenceStack linux() {
        return new ReferenceStack("linux", Settings.linux());
    }

    /** Returns a host such as this stack has, with settings of its own; to run outside of the kit what was run inside. */
    public Host host(Settings other, IpAddress address) {
        return maker.make(other, address);
    }

    public Settings settings() {
        return settings;
    }

    @Override
    public Profile profile() {
        EnumSet<Feature> features = EnumSet.complementOf(EnumSet.copyOf(ABSENT));
        if (!limitsOrphans) {
            features.remove(Feature.ORPHAN);
        }
        if (!settings.is(Knob.RFC5961)) {
            features.removeAll(EnumSet.of(Feature.RFC5961_RST, Feature.RFC5961_SYN, Feature.RFC5961_DATA));
            features.add(Feature.LEGACY);
        }
        Profile profile = new Profile(
                "reference " + name,
                Profile.Clock.VIRTUAL,
                LOCAL4,
                PEER4,
                LOCAL6,
                PEER6,
                2 * settings.time(Knob.MSL),
                settings.time(Knob.RTO_MIN),
                settings.time(Knob.CLOCK_TICK),
                settings.time(Knob.DELAYED_ACK),
                features,
                Set.of());
        return profile.withTimeouts(profile.rto(), settings.time(Knob.RTO_INITIAL));
    }

    @Override
    public void attach(Output kit) {
        output = kit;
    }

    @Override
    public boolean set(String knob, long value) {
        Settings changed = with(settings, knob, value);
        settings = changed == null ? settings : changed;
        return changed != null;
    }

    /** Tells whether a knob of that name, if there is one, may have the value. */
    public static boolean takes(String knob, long value) {
        Knob known = knob.equals(PORT_RANGE) ? Knob.IP_LOCAL_PORT_MIN : Knob.find(knob);
        return known == null || known.range().contains(value);
    }

    /**
     * Returns the settings with one that a scenario sets; null when there is none of that name.
     *
     * @throws IllegalArgumentException when the value is outside of the knob's range
     */
    public static @Nullable Settings with(Settings settings, String knob, long value) {
        return knob.equals(PORT_RANGE)
                // As on Linux at this door: the value is both ends of the range.
                ? settings.with(Knob.IP_LOCAL_PORT_MIN, value).with(Knob.IP_LOCAL_PORT_MAX, value)
                : settings.with(knob, value);
    }

    @Override
    public Result call(int socket, Call call) {
        return host().call(now, socket, call, new Ear());
    }

    @Override
    public void deliver(Bytes packet) {
        host().arrive(now, packet, new Ear());
    }

    @Override
    public long advance(long micros) {
        long began = now;
        long end = micros > Time.NEVER - now ? Time.NEVER : now + micros;
        spoke = false;
        while (!spoke && host().nextWake() <= end) {
            now = Math.max(now, host().nextWake());
            host().tick(now, new Ear());
        }
        now = spoke ? now : end;
        return now - began;
    }

    @Override
    public void close() {
        host = null;
    }

    private Host host() {
        if (host == null) {
            host = maker.make(settings, LOCAL4, LOCAL6);
        }
        return host;
    }

    /** Passes on what the host does, as octets. */
    private final class Ear implements Host.Output {
        @Override
        public void send(Packet packet) {
            spoke = true;
            if (output != null) {
                output.packet(PacketCodec.encode(packet));
            }
        }

        @Override
        public void done(int socket, Result result) {
            spoke = true;
            if (output != null) {
                output.done(socket, result);
            }
        }
    }
}
