package org.lastack.kit.stack;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Time;

/**
 * What a stack says of itself. All times are microseconds.
 *
 * @param name the name and version that reports show, for example {@code lwip 2.1.3}
 * @param clock whose time counts
 * @param local4 the stack's own IPv4 address
 * @param peer4 the address that the kit plays; it may use the 15 that follow as well
 * @param local6 the stack's IPv6 address, or null when it has no IPv6
 * @param peer6 the kit's IPv6 address, or null
 * @param twoMsl how long TIME-WAIT lasts
 * @param rto the first retransmission timeout on a path without delay
 * @param minRto the least one once the path was measured; no more than {@code rto}
 * @param synRto the first one of a SYN
 * @param granularity the tick of the stack's timers: everything may be late by this much
 * @param delayedAck how long an ACK may be held back at most
 * @param features what it claims; {@link Feature#BASE} always
 * @param loneKnobs knobs that reach beyond one instance of the stack: a scenario that sets one runs alone
 * @param thorough whether this run of the kit has time for the longest timers of a wall clock; no stack sets it
 * @param latePercent by how much of its length a timer may go off late
 */
public record Profile(
        String name,
        Clock clock,
        IpAddress local4,
        IpAddress peer4,
        @Nullable IpAddress local6,
        @Nullable IpAddress peer6,
        long twoMsl,
        long rto,
        long minRto,
        long synRto,
        long granularity,
        long delayedAck,
        Set<Feature> features,
        Set<String> loneKnobs,
        boolean thorough,
        int latePercent) {

    /** Of what says nothing of it. */
    public static final int USUAL_LATE_PERCENT = 5;

    /** Whether the kit moves time, or has to wait. */
    public enum Clock {
        VIRTUAL,
        WALL
    }

    public Profile {
        features = Set.copyOf(features);
        loneKnobs = Set.copyOf(loneKnobs);
    }

    /** What a stack says of itself that has one least timeout, and for a SYN that or a second (RFC 6298 §2.1). */
    public Profile(
            String name,
            Clock clock,
            IpAddress local4,
            IpAddress peer4,
            @Nullable IpAddress local6,
            @Nullable IpAddress peer6,
            long twoMsl,
            long rto,
            long granularity,
            long delayedAck,
            Set<Feature> features,
            Set<String> loneKnobs) {
        this(
                name,
                clock,
                local4,
                peer4,
                local6,
                peer6,
                twoMsl,
                rto,
                rto,
                usualSynRto(rto),
                granularity,
                delayedAck,
                features,
                loneKnobs,
                false,
                USUAL_LATE_PERCENT);
    }

    /**
     * Returns the profile of a stack that has more than one first timeout.
     *
     * @throws IllegalArgumentException when the least one is larger than the first
     */
    public Profile withTimeouts(long least, long ofSyn) {
        if (least > rto) {
            throw new IllegalArgumentException(
                    "a least timeout of " + Time.show(least) + " and a first one of only " + Time.show(rto));
        }
        return new Profile(
                name,
                clock,
                local4,
                peer4,
                local6,
                peer6,
                twoMsl,
                rto,
                least,
                ofSyn,
                granularity,
                delayedAck,
                features,
                loneKnobs,
                thorough,
                latePercent);
    }

    /**
     * Returns the profile with what else a stack may say of itself.
     *
     * @param percent by how much of its length a timer may go off late: one whose steps grow with its length, as Linux's do by an
     *     eighth
     * @param lone knobs that count for the whole system, and so for more than this stack
     */
    public Profile withSystem(int percent, Set<String> lone) {
        return new Profile(
                name,
                clock,
                local4,
                peer4,
                local6,
                peer6,
                twoMsl,
                rto,
                minRto,
                synRto,
                granularity,
                delayedAck,
                features,
                lone,
                thorough,
                percent);
    }

    /** The first timeout of a SYN, when a stack says nothing of it: nothing was measured yet (RFC 6298 §2.1). */
    public static long usualSynRto(long rto) {
        return Math.max(rto, Time.SECOND);
    }

    /** Returns the profile for a run that has time for the longest timers. */
    public Profile thoroughly() {
        return new Profile(
                name,
                clock,
                local4,
                peer4,
                local6,
                peer6,
                twoMsl,
                rto,
                minRto,
                synRto,
                granularity,
                delayedAck,
                features,
                loneKnobs,
                true,
                latePercent);
    }

    /**
     * Tells whether a scenario may wait for the stack's longest timers as they are. With a virtual clock it always may; on a
     * wall clock only in a thorough run, and otherwise no longer than {@link #twoMsl} and five seconds.
     */
    public boolean patient() {
        return clock == Clock.VIRTUAL || thorough;
    }

    public boolean has(Feature feature) {
        return feature == Feature.BASE || features.contains(feature);
    }

    /** Returns the first of these features that the stack does not claim. */
    public Optional<Feature> missing(Collection<Feature> needed) {
        return needed.stream().filter(f -> !has(f)).min(Comparator.naturalOrder());
    }

    public boolean hasV6() {
        return local6 != null && peer6 != null;
    }

    /** How long an answer may take that the catalogue calls prompt (§1: P), when no ACK may be delayed. */
    public long prompt() {
        return Time.ms(100) + granularity;
    }

    /**
     * How late the kit may have been for a trace to be judged at all. The time for a prompt answer grows with the lateness, and
     * has to end before the first retransmission comes, which nothing but time tells from an answer.
     */
    public long bearable() {
        return Math.max(minRto - prompt(), minRto / 4);
    }

    /** How long to watch to be sure that nothing comes (catalogue §1): twice the RTO, at least a second. */
    public long silence() {
        return Math.max(2 * rto, Time.SECOND) + granularity;
    }

    /**
     * By how much a timer of this length may go off late (catalogue §1): 5 %, unless the stack says more, or a second when that is
     * more.
     */
    public long late(long timer) {
        return Math.max(timer * latePercent / 100, Time.SECOND) + granularity;
    }

    /** Tells whether a scenario that sets these knobs reaches beyond its instance of the stack. */
    public boolean runsAlone(Set<String> knobs) {
        return knobs.stream().anyMatch(loneKnobs::contains);
    }
}
