package org.lastack.kit.unusual;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.lastack.host.Call;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.machine.Knob;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;

/** Stacks that are right, and look odd: whoever accuses one of them reads more into an RFC than it says. */
final class UnusualStacks {
    private static final Settings STRICT = Settings.rfc9293();

    static final List<UnusualStack> ALL = List.of(
            machine(
                    "fin-on-every-ack",
                    "The FIN rides on every ACK as long as it is outstanding, as in BSD.",
                    UnusualMachines.FinOnEveryAck::new),
            machine("fin-alone", "The FIN never shares a segment with text.", UnusualMachines.FinAlone::new),
            machine(
                    "copies-of-fin-alone",
                    "The FIN comes again alone, though it shared a segment with text.",
                    UnusualMachines.CopiesOfFinAlone::new),
            machine(
                    "copies-of-all",
                    "A timeout sends text and FIN again, each in a segment of its own (go-back-N).",
                    UnusualMachines.CopiesOfAll::new),
            new UnusualStack(
                    "copies-as-first-sent",
                    "A copy has the ACK and the window that it had at first: §3.10.8 sends the segment again.",
                    Set.of("FR-ACK"),
                    () -> Wire.ofSegments(
                            machines(UnusualMachines.CopiesAcknowledgeNothing::new)
                                    .get(),
                            Wire.copiesAsFirstSent())),
            wire("copies-without-window", "A copy offers no window, the next ACK does.", Wire::copiesWithoutWindow),
            machine("copies-in-halves", "Text comes again in smaller segments.", UnusualMachines.CopiesInHalves::new),
            machine("small-segments", "No segment has more than 100 octets.", UnusualMachines.SmallSegments::new),
            machine("growing-window", "The receive window begins small and grows.", UnusualMachines.GrowingWindow::new),
            settings("small-window", "The receive window is never larger than 2048.", STRICT.with(Knob.RCVBUF, 2048)),
            claims(
                    "forgets-beyond-holes",
                    "What comes out of order is not kept.",
                    machines(UnusualMachines.ForgetsBeyondHoles::new),
                    Feature.OOO),
            machine(
                    "slow-acks",
                    "Every ACK that may be delayed is, by 490 ms.",
                    slowAcks(),
                    UnusualMachines.DelaysEveryAck::new),
            machine("quick-acks", "No ACK is delayed.", UnusualMachines.AcksAtOnce::new),
            machine(
                    "acks-text-twice",
                    "Text is acknowledged at once, and again 200 ms later.",
                    UnusualMachines.AcksTextTwice::new),
            machine("ack-after-read", "An ACK follows each read.", UnusualMachines.AckAfterEachRead::new),
            machine(
                    "no-window-after-fin",
                    "After the peer's FIN the window is 0.",
                    UnusualMachines.NoWindowAfterFin::new),
            machine(
                    "late-probes",
                    "A zero window is probed after 2.9 s, whatever the RTO.",
                    UnusualMachines.LateProbes::new),
            ticking(),
            machine("slow-timers", "Timers are late by an eighth, TIME-WAIT by 4 %.", UnusualMachines.SlowTimers::new),
            machine(
                    "bare-syn-again",
                    "After two SYNs have crossed, the SYN comes again as it was.",
                    UnusualMachines.BareSynAgain::new),
            machine(
                    "silent-to-second-fin",
                    "A FIN beyond the peer's FIN draws no answer.",
                    UnusualMachines.SilentToSecondFin::new),
            machine(
                    "counts-second-fin",
                    "A FIN at RCV.NXT counts, also after the first: the letter of the eighth check (catalogue §5.2), as in libslirp.",
                    UnusualMachines.CountsSecondFin::new),
            machine(
                    "garbage-in-probes",
                    "Keep-alive and window probes have an octet (RFC 1122 §4.2.3.6).",
                    UnusualMachines.GarbageInProbes::new),
            machine(
                    "resets-with-ack",
                    "Every RST has an ACK.",
                    STRICT.with(Knob.ABORT_RST_HAS_ACK, 1),
                    UnusualMachines.ResetsWithAck::new),
            wireOf("pushes-all", "PSH is on everything that is sent.", Wire::pushed),
            wireOf("unused-fields", "Fields without meaning are not 0.", Wire::unusedFieldsFilled),
            wireOf("many-options", "A SYN offers ECN, SACK and an unknown option.", Wire::manyOptions),
            new UnusualStack(
                    "other-ip-headers",
                    "TTL, type of service, identification and flow are not the usual ones.",
                    () -> new Wire(ReferenceStack.rfc9293(), Wire.otherIpHeaders())),
            claims(
                    "no-timestamps",
                    "It has no timestamps.",
                    () -> new ReferenceStack("", STRICT.with(Knob.TCP_TIMESTAMPS, 0)),
                    Feature.TS,
                    Feature.PAWS,
                    Feature.RFC6191,
                    Feature.RFC1337_F2,
                    Feature.TW_REUSE),
            claims(
                    "timestamps-unclaimed",
                    "It has timestamps and says nothing of them.",
                    ReferenceStack::rfc9293,
                    Feature.TS,
                    Feature.PAWS,
                    Feature.RFC6191,
                    Feature.RFC1337_F2,
                    Feature.TW_REUSE),
            new UnusualStack(
                    "always-1337",
                    "No RST ends TIME-WAIT, and nothing turns that off (RFC 1337).",
                    () -> new Claims(
                            new ReferenceStack("", STRICT.with(Knob.TCP_RFC1337, 1)),
                            p -> with(p, always1337(p)),
                            knob -> knob.equals("tcp_rfc1337"),
                            call -> false)),
            machine(
                    "limits-answers-to-fins",
                    "Answers to whatever has no text are limited, a repeated FIN among them, as in gVisor.",
                    STRICT.with(Knob.TCP_INVALID_RATELIMIT, 500),
                    UnusualMachines.LimitsAnswersToFins::new),
            claims(
                    "no-paws",
                    "It has timestamps, takes what has an old one, and keeps the latest for ever.",
                    machines(UnusualMachines.NoPaws::new),
                    Feature.PAWS),
            timeouts(
                    "low-floor",
                    "The RTO is 1 s at first and 200 ms once the path was measured, as in gVisor.",
                    STRICT.with(Knob.RTO_MIN, 200),
                    UnusualMachines.UnmeasuredAtFirst::new,
                    1000),
            timeouts(
                    "slow-syn",
                    "A SYN comes again after 6 s, a FIN after 1.5 s, as in BSD.",
                    STRICT.with(Knob.RTO_INITIAL, 6000).with(Knob.RTO_MIN, 1500),
                    Machine::new,
                    1500),
            new UnusualStack("claims-nothing", "It has all and claims nothing.", () -> bare(STRICT)),
            new UnusualStack(
                    "claims-nothing-793",
                    "It has nothing of RFC 5961, no timestamps, and claims nothing.",
                    () -> bare(STRICT.with(Knob.RFC5961, 0).with(Knob.TCP_TIMESTAMPS, 0))),
            claims(
                    "numbers-near-the-end",
                    "Initial numbers lie just below 2^32.",
                    () -> new ReferenceStack("", STRICT.with(Knob.ISS, 0xffff_fff0L)),
                    Feature.ISN));

    private UnusualStacks() {}

    private static Settings slowAcks() {
        return STRICT.with(Knob.DELAYED_ACK, 490);
    }

    private static UnusualStack ticking() {
        return new UnusualStack(
                "coarse-ticks",
                "All timers wait for a tick of half a second.",
                () -> new Claims(
                        ReferenceStack.ofMachine("", STRICT, UnusualMachines.CoarseTicks::new),
                        p -> profile(p, p.rto(), UnusualMachines.CoarseTicks.TICK, p.features()),
                        knob -> false,
                        call -> false));
    }

    private static Set<Feature> always1337(Profile p) {
        EnumSet<Feature> features = EnumSet.copyOf(p.features());
        features.add(Feature.RFC1337_ALWAYS);
        features.remove(Feature.RFC1337_F2);
        return features;
    }

    /** One whose first timeout is another than the least one. */
    private static UnusualStack timeouts(String id, String look, Settings settings, Machine.Maker maker, long first) {
        return new UnusualStack(
                id,
                look,
                () -> new Claims(
                        ReferenceStack.ofMachine("", settings, maker),
                        p -> profile(p, Time.ms(first), p.granularity(), p.features())
                                .withTimeouts(p.minRto(), p.synRto()),
                        knob -> false,
                        call -> false));
    }

    private static Supplier<ReferenceStack> machines(Machine.Maker maker) {
        return () -> ReferenceStack.ofMachine("", STRICT, maker);
    }

    private static UnusualStack machine(String id, String look, Machine.Maker maker) {
        return machine(id, look, STRICT, maker);
    }

    private static UnusualStack machine(String id, String look, Settings settings, Machine.Maker maker) {
        return new UnusualStack(id, look, () -> ReferenceStack.ofMachine("", settings, maker));
    }

    private static UnusualStack settings(String id, String look, Settings settings) {
        return new UnusualStack(id, look, () -> new ReferenceStack("", settings));
    }

    private static UnusualStack wireOf(String id, String look, UnaryOperator<Segment> pen) {
        return wire(id, look, () -> pen);
    }

    private static UnusualStack wire(String id, String look, Supplier<UnaryOperator<Segment>> pen) {
        return new UnusualStack(id, look, () -> Wire.ofSegments(ReferenceStack.rfc9293(), pen.get()));
    }

    private static UnusualStack claims(
            String id, String look, Supplier<? extends StackUnderTest> stacks, Feature... less) {
        return new UnusualStack(id, look, () -> claiming(stacks.get(), knob -> false, call -> false, less));
    }

    private static StackUnderTest claiming(
            StackUnderTest inner, Predicate<String> lacksKnob, Predicate<Call> lacksCall, Feature... less) {
        return new Claims(inner, p -> with(p, without(p, less)), lacksKnob, lacksCall);
    }

    private static Set<Feature> without(Profile p, Feature... less) {
        EnumSet<Feature> features = EnumSet.copyOf(p.features());
        features.removeAll(Set.of(less));
        return features;
    }

    private static Profile with(Profile p, Set<Feature> features) {
        return profile(p, p.rto(), p.granularity(), features).withTimeouts(p.minRto(), p.synRto());
    }

    private static Profile profile(Profile p, long rto, long granularity, Set<Feature> features) {
        return new Profile(
                p.name(),
                p.clock(),
                p.local4(),
                p.peer4(),
                p.local6(),
                p.peer6(),
                p.twoMsl(),
                rto,
                granularity,
                p.delayedAck(),
                features,
                p.loneKnobs());
    }

    private static StackUnderTest bare(Settings settings) {
        return new Claims(
                new ReferenceStack("", settings),
                p -> with(p, Set.of()),
                knob -> true,
                call -> call instanceof Call.Abort || call instanceof Call.SetOption || call instanceof Call.Shutdown);
    }
}
