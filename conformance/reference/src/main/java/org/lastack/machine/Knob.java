package org.lastack.machine;

import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Time;

/**
 * Everything about the machine and its host that can be set: from which value to which, and the values of the two presets. A
 * knob of Linux has the name and the unit that it has there; -1 turns a limit off.
 *
 * <p>The ranges are those of Linux 6.18 where it has the knob, but for what makes no sense there either: an interval of 0
 * between keep-alive probes, or a time below 0. tcp_rto_max_ms goes further, as RFC 6298 has no upper bound; 8,589,934 s is
 * the longest time that Linux takes.
 */
public enum Knob {
    /** Maximum segment lifetime; TIME-WAIT lasts twice as long (RFC 9293 §3.4.2). Mainline Linux: 60 s of TIME-WAIT, not settable. */
    MSL("msl", Unit.SECONDS, 1, 8_589_934, 120, 30),
    /** The retransmission timeout before any sample (RFC 6298 §2.1). */
    RTO_INITIAL("rto_initial", Unit.MILLISECONDS, 1, 3_600_000, 1000, 1000),
    /** The least retransmission timeout (RFC 6298 §2.4). */
    RTO_MIN("rto_min", Unit.MILLISECONDS, 1, 3_600_000, 1000, 200),
    /** The greatest retransmission timeout, at least 60 s (RFC 6298 §2.5). */
    TCP_RTO_MAX_MS("tcp_rto_max_ms", Unit.MILLISECONDS, 1000, 3_600_000, 60_000, 120_000),
    /** Linux applies the floor to the variance alone: RTO = SRTT + max(RTO floor, 4 RTTVAR). */
    RTO_MIN_ON_VARIANCE("rto_min_on_variance", Unit.SWITCH, 0, 1),
    /** The tick of the timers: Linux rounds the RTO up to it and the timer fires one tick later. */
    CLOCK_TICK("clock_tick", Unit.MILLISECONDS, 0, 60_000, 0, 4),
    /** R2 as a time (RFC 9293 §3.8.3: at least 100 s); -1: by tcp_retries2. */
    R2("r2", Unit.SECONDS, -1, 8_589_934, 100, -1),
    /** R2 of a SYN as a time (RFC 9293 §3.8.3: at least 3 minutes); -1: by tcp_syn_retries and tcp_synack_retries. */
    R2_SYN("r2_syn", Unit.SECONDS, -1, 8_589_934, 180, -1),
    /** R1 (RFC 9293 §3.8.3). The reference has no routes to doubt and no reports to give, so nothing follows from it. */
    TCP_RETRIES1("tcp_retries1", Unit.COUNT, 0, 255, 3, 3),
    /** R2 as Linux counts it: a time in which so many retransmissions would fit. */
    TCP_RETRIES2("tcp_retries2", Unit.COUNT, 0, 255, 15, 15),
    /** The same for a connection whose application is gone; 0 means 8. */
    TCP_ORPHAN_RETRIES("tcp_orphan_retries", Unit.COUNT, -1, 255, -1, 0),
    /** So many SYNs follow at the same interval before it doubles; Linux sends them besides tcp_syn_retries (since 6.5). */
    TCP_SYN_LINEAR_TIMEOUTS("tcp_syn_linear_timeouts", Unit.COUNT, 0, 127, 0, 4),
    TCP_SYN_RETRIES("tcp_syn_retries", Unit.COUNT, 1, 127, 6, 6),
    TCP_SYNACK_RETRIES("tcp_synack_retries", Unit.COUNT, 0, 255, 5, 5),
    /** A hard ICMP error aborts a connection (RFC 9293 SHLD-26); Linux goes on once there is one (RFC 5461 §2.2). */
    ICMP_HARD_ABORTS("icmp_hard_aborts", Unit.SWITCH, 1, 0),
    /** Linux forgets what ICMP has reported when an ACK disproves it, and else tells it in the place of a timeout (tcp_write_err). */
    ICMP_UNTIL_ACK("icmp_until_ack", Unit.SWITCH, 0, 1),
    /** Linux also listens to ICMP about an empty ACK, whose number is SND.NXT; RFC 5927 §4.1 to what is outstanding. */
    ICMP_AT_SND_NXT("icmp_at_snd_nxt", Unit.SWITCH, 0, 1),
    /** The small record that Linux keeps in TIME-WAIT has nobody to tell of ICMP. */
    ICMP_IN_TIME_WAIT("icmp_in_time_wait", Unit.SWITCH, 1, 0),
    /** Linux takes a doubling of the RTO back when ICMP shows that the path was broken, not crowded (RFC 6069). */
    ICMP_REVERTS_BACKOFF("icmp_reverts_backoff", Unit.SWITCH, 0, 1),
    /**
     * For Linux a soft ICMP error ends an attempt, in SYN-SENT and SYN-RECEIVED (RFC 5461 §3). Off in both presets: where Linux breaks a
     * MUST (MUST-56, FR-ICMP) its preset keeps it.
     */
    ICMP_SOFT_ENDS_OPENING("icmp_soft_ends_opening", Unit.SWITCH, 0, 0),
    /** The user timeout unless the application sets one (RFC 9293 §3.9.1.1: 5 minutes); -1: none. */
    USER_TIMEOUT("user_timeout", Unit.SECONDS, -1, 8_589_934, 300, -1),
    /**
     * Linux looks at the user timeout when a retransmission is due, counting from the first, and brings the last one forward; and when a
     * keep-alive probe is due. RFC 9293 §3.10.8 has a timer.
     */
    USER_TIMEOUT_AT_RTO("user_timeout_at_rto", Unit.SWITCH, 0, 1),
    /** Takes the peer's advice on the user timeout (RFC 5482). Linux has no such option. */
    UTO("uto", Unit.SWITCH, 0, 0),
    /** L_LIMIT of RFC 5482 §3.1: the least that the peer's advice makes of the user timeout. */
    UTO_LEAST("uto_least", Unit.SECONDS, 1, 8_589_934, 100, 100),
    /** U_LIMIT of RFC 5482 §3.1: the most. */
    UTO_MOST("uto_most", Unit.SECONDS, 1, 8_589_934, 3600, 3600),
    /** How long an orphan stays in FIN-WAIT-2; RFC 9293 knows no such limit. */
    TCP_FIN_TIMEOUT("tcp_fin_timeout", Unit.SECONDS, -1, 8_589_934, -1, 60),
    /** Above 60 s Linux waits twice what goes beyond 60 s, and never less than 3.5 RTO. */
    FIN_TIMEOUT_QUIRK("fin_timeout_quirk", Unit.SWITCH, 0, 1),
    TCP_MAX_ORPHANS("tcp_max_orphans", Unit.COUNT, -1, Integer.MAX_VALUE, -1, 131_072),
    /** Most connections in TIME-WAIT, on Linux also orphans in FIN-WAIT-2. */
    TCP_MAX_TW_BUCKETS("tcp_max_tw_buckets", Unit.COUNT, -1, Integer.MAX_VALUE, -1, 131_072),
    /** 1: connect may take over a TIME-WAIT that used timestamps; 2: on loopback only. */
    TCP_TW_REUSE("tcp_tw_reuse", Unit.COUNT, 0, 2, 0, 2),
    TCP_TW_REUSE_DELAY("tcp_tw_reuse_delay", Unit.MILLISECONDS, 1, 60_000, 1000, 1000),
    /** Linux lets a connect from a port that was bound, with SO_REUSEADDR on both sockets, take over TIME-WAIT, whatever tcp_tw_reuse says. */
    BOUND_PORT_REUSES_TIME_WAIT("bound_port_reuses_time_wait", Unit.SWITCH, 0, 1),
    TCP_TIMESTAMPS("tcp_timestamps", Unit.SWITCH, 0, 255, 1, 1),
    TCP_WINDOW_SCALING("tcp_window_scaling", Unit.SWITCH, 0, 255, 0, 1),
    /** RFC 1337 §3: 1 (F1): a RST never ends TIME-WAIT; 2 (F2): with timestamps it does not in the first two seconds. */
    TCP_RFC1337("tcp_rfc1337", Unit.COUNT, 0, 2, 0, 0),
    /** A full accept queue: 0 drops the ACK that ends the handshake, 1 resets. */
    TCP_ABORT_ON_OVERFLOW("tcp_abort_on_overflow", Unit.SWITCH, 0, 255, 0, 0),
    /** The accept queue is full when it holds more than this. */
    SOMAXCONN("somaxconn", Unit.COUNT, 0, Integer.MAX_VALUE, 4096, 4096),
    TCP_KEEPALIVE_TIME("tcp_keepalive_time", Unit.SECONDS, 1, 8_589_934, 7200, 7200),
    TCP_KEEPALIVE_INTVL("tcp_keepalive_intvl", Unit.SECONDS, 1, 8_589_934, 75, 75),
    TCP_KEEPALIVE_PROBES("tcp_keepalive_probes", Unit.COUNT, 0, 255, 9, 9),
    /** Linux lets the keep-alive timer run on, and looks how long ago an ACK was believed when it goes off (tcp_keepalive_timer). */
    KEEPALIVE_RUNS_ON("keepalive_runs_on", Unit.SWITCH, 0, 1),
    /** Invalid segments without text are answered at most once in this time (RFC 5961 §7); 0: always. */
    TCP_INVALID_RATELIMIT("tcp_invalid_ratelimit", Unit.MILLISECONDS, 0, Integer.MAX_VALUE, 0, 500),
    /** How long an ACK may wait (RFC 9293 §3.8.6.3: less than 500 ms). */
    DELAYED_ACK("delayed_ack", Unit.MILLISECONDS, 0, 60_000, 200, 40),
    /** Linux does not delay so many ACKs at first, nor after a pause of an RTO, unless it answers with text (TCP_MAX_QUICKACKS). */
    QUICK_ACKS("quick_acks", Unit.COUNT, 0, 255, 0, 16),
    /** Linux delays the ACK of a FIN too, when text came before it. */
    DELAY_ACK_OF_FIN("delay_ack_of_fin", Unit.SWITCH, 0, 1),
    /** The most octets of text in one segment, in both directions; the SYN says it. */
    MSS("mss", Unit.OCTETS, 88, 65_495, 1460, 1460),
    /** How much may wait for the reader: the window is what is left of it. */
    RCVBUF("rcvbuf", Unit.OCTETS, 1, 1 << 24, 65_535, 65_535),
    /** How much that was written may wait to be acknowledged. */
    SNDBUF("sndbuf", Unit.OCTETS, 1, 1 << 24, 262_144, 262_144),
    /** The congestion window: fixed, in segments. */
    CWND("cwnd", Unit.COUNT, 1, 65_535, 10, 10),
    /** After a loss nothing new is sent until that is acknowledged, about as RFC 5681 §3.1 has it; for comparing with a kernel. */
    LOSS_WINDOW("loss_window", Unit.SWITCH, 0, 0),
    IP_LOCAL_PORT_MIN("ip_local_port_min", Unit.COUNT, 1, 65_535, 32_768, 32_768),
    IP_LOCAL_PORT_MAX("ip_local_port_max", Unit.COUNT, 1, 65_535, 60_999, 60_999),
    /** The secret of the initial sequence numbers (RFC 9293 §3.4.1). */
    ISN_KEY("isn_key", Unit.COUNT, 0, 0xffff_ffffL, 0x1a57_ac4b, 0x1a57_ac4b),
    /** The initial sequence number of every connection; -1: by clock and secret. Moves a number to where one wants to see it. */
    ISS("iss", Unit.COUNT, -1, 0xffff_ffffL, -1, -1),

    /** RFC 5961: RSTs and SYNs are challenged unless they are exact, and old ACKs refused. Off: what RFC 793 asked for. */
    RFC5961("rfc5961", Unit.SWITCH, 1, 1),
    /** Linux keeps TIME-WAIT and the FIN-WAIT-2 of an orphan in a small record, with simpler checks. */
    REDUCED_STATES("reduced_states", Unit.SWITCH, 0, 1),
    /**
     * What Linux's small record lets pass: any RST or SYN in the window ends an orphan's FIN-WAIT-2, a RST below it draws an ACK, an
     * ACK of what was never sent draws none, and PAWS looks at a RST (TS-RST). Off in both presets: where Linux breaks a MUST its preset keeps it.
     */
    REDUCED_CHECKS("reduced_checks", Unit.SWITCH, 0, 0),
    /** ABORT deletes a TIME-WAIT (RFC 9293 §3.10.5); on Linux it lives on without the socket. */
    ABORT_ENDS_TIME_WAIT("abort_ends_time_wait", Unit.SWITCH, 1, 0),
    /** Linux and BSD set ACK in the RST of an abort; RFC 9293 §3.10.5 has the RST alone. */
    ABORT_RST_HAS_ACK("abort_rst_has_ack", Unit.SWITCH, 0, 1),
    /** RFC 7323 §3.2: a RST that answers a segment echoes its timestamp. Linux sends it bare. */
    RST_REPLY_ECHOES_TIMESTAMP("rst_reply_echoes_timestamp", Unit.SWITCH, 1, 0),
    /** RFC 7323 §3.2: a segment without the negotiated option SHOULD be dropped. Linux takes it. */
    DROP_MISSING_TIMESTAMP("drop_missing_timestamp", Unit.SWITCH, 1, 0),
    /**
     * After the peer's FIN Linux takes a RST at RCV.NXT - 1 as well: some senders do not count their FIN. Off in both presets:
     * where Linux breaks a MUST (RA-OUTWIN) its preset keeps it.
     */
    RST_BEFORE_FIN("rst_before_fin", Unit.SWITCH, 0, 0),
    /** Linux's own form of Table 6: a segment may end at the last ACK sent, and an empty one begin at RCV.NXT + RCV.WND. */
    WINDOW_WITH_EDGES("window_with_edges", Unit.SWITCH, 0, 1),
    /**
     * On Linux one with text or FIN may begin there too, and text stick out of the window only while nothing waits for the reader.
     * Off in both presets: where Linux breaks a MUST (RG-SYNC) its preset keeps it.
     */
    TEXT_AT_RIGHT_EDGE("text_at_right_edge", Unit.SWITCH, 0, 0),
    /** And up to Linux 6.12 whatever waits, so that only where a segment begins counts. Off in both presets for the same reason. */
    TEXT_BEYOND_RIGHT_EDGE("text_beyond_right_edge", Unit.SWITCH, 0, 0),
    /**
     * Up to Linux 6.12 an ACK of what was never sent draws silence in ESTABLISHED. Off in both presets: a MUST (RB-ACKUNSENT), which
     * later kernels keep.
     */
    SILENT_FOR_ACK_OF_UNSENT("silent_for_ack_of_unsent", Unit.SWITCH, 0, 0),
    /**
     * Linux keeps the SYN-RECEIVED of a listener in a small record: a repeated SYN draws the SYN,ACK again, one in the window a RST, and
     * TCP_USER_TIMEOUT is not looked at (tcp_check_req).
     */
    SMALL_SYN_RECEIVED("small_syn_received", Unit.SWITCH, 0, 1),
    /** A wrong ACK in SYN-SENT lets Linux repeat a SYN that was not repeated yet after two ticks (TCP_TIMEOUT_MIN). */
    WRONG_ACK_HURRIES_SYN("wrong_ack_hurries_syn", Unit.SWITCH, 0, 1),
    /** On Linux shutdown() stops a listener, unless it is SHUT_WR, and ends an attempt in SYN-SENT, whatever it is (inet_shutdown). */
    SHUTDOWN_STOPS_OPENING("shutdown_stops_opening", Unit.SWITCH, 0, 1),
    /** On Linux SHUT_WR in SYN-RECEIVED is done once the connection is established; RFC 9293 §3.10.4 sends the FIN. */
    SHUTDOWN_AWAITS_HANDSHAKE("shutdown_awaits_handshake", Unit.SWITCH, 0, 1),
    /** A connection that ends before it is accepted waits on in Linux's queue, with its text and the reason. */
    ENDED_MAY_BE_ACCEPTED("ended_may_be_accepted", Unit.SWITCH, 0, 1),
    /** Linux looks for one of ACK, RST and SYN before anything else; RFC 9293 drops what has no ACK at the fifth check. */
    NO_ACK_COUNTS_FIRST("no_ack_counts_first", Unit.SWITCH, 0, 1),
    /** After the peer's FIN Linux takes no notice of text or FIN that begins at RCV.NXT or above; RFC 9293 acknowledges a FIN. */
    SILENT_BEYOND_FIN("silent_beyond_fin", Unit.SWITCH, 0, 1),
    /** For Linux unread text is a reason for a RST in CLOSING and LAST-ACK too, where the user closed before. */
    UNREAD_RESETS_WHILE_CLOSING("unread_resets_while_closing", Unit.SWITCH, 0, 1),
    /**
     * Linux drops an empty ACK that is old by its timestamp and its number. Off in both presets: RFC 7323 §5.3 and RFC 9293 answer
     * whatever is old (RG-SYNC).
     */
    PAWS_SILENT_FOR_OLD_ACK("paws_silent_for_old_ack", Unit.SWITCH, 0, 0),
    /** Linux: a RST in CLOSE-WAIT shows as EPIPE, since the stream had already ended well. */
    RST_IN_CLOSE_WAIT_IS_EPIPE("rst_in_close_wait_is_epipe", Unit.SWITCH, 0, 1),
    /** RFC 9293: in CLOSING and LAST-ACK a RST just deletes the TCB. Linux tells whoever still holds the socket. */
    RST_WHILE_CLOSING_IS_TOLD("rst_while_closing_is_told", Unit.SWITCH, 0, 1),
    /** On Linux a read after the peer's FIN finds the end of the stream, whatever happens later. */
    EOF_HIDES_FAULT("eof_hides_fault", Unit.SWITCH, 0, 1),
    /** RFC 9293: the queues are flushed by a RST. Linux hands out what is unread before it tells the error. */
    UNREAD_SURVIVES_RST("unread_survives_rst", Unit.SWITCH, 0, 1),
    /**
     * Linux resets when a segment reaches beyond the peer's FIN; RFC 9293 must trim it (FO-STRADDLE). Off in both presets: where
     * Linux breaks a MUST its preset keeps it.
     */
    RESET_TEXT_BEYOND_FIN("reset_text_beyond_fin", Unit.SWITCH, 0, 0),
    /** For Linux a FIN beyond a hole proves that text comes which nobody will read. */
    FIN_BEYOND_HOLE_IS_TEXT("fin_beyond_hole_is_text", Unit.SWITCH, 0, 1),
    /** Linux drops SYN+FIN to a listener; RFC 9293 §3.10.7.2 keeps the FIN for later. */
    LISTEN_DROPS_SYN_FIN("listen_drops_syn_fin", Unit.SWITCH, 0, 1),
    /** Linux enters LAST-ACK at CLOSE; RFC 9293 §3.10.4 when the FIN goes out. */
    LAST_ACK_AT_CLOSE("last_ack_at_close", Unit.SWITCH, 0, 1),
    /** Linux believes an old ACK only as far back as octets were really acknowledged (RFC 5961 §5: MAX.SND.WND). */
    OLD_ACK_BY_OCTETS("old_ack_by_octets", Unit.SWITCH, 0, 1),
    /** Linux probes a zero window with an empty segment below the window; RFC 9293 §3.8.6.1 with an octet. */
    PROBE_IS_EMPTY("probe_is_empty", Unit.SWITCH, 0, 1),
    /** Linux: the new SYN must lie above RCV.NXT; RFC 6191 compares with the FIN, so RCV.NXT will do. */
    REOPEN_ABOVE_RCV_NXT("reopen_above_rcv_nxt", Unit.SWITCH, 0, 1),
    /** RFC 6191: a first timestamp proves a SYN new when the old connection had none. Linux wants a higher number too. */
    REOPEN_BY_FIRST_TIMESTAMP("reopen_by_first_timestamp", Unit.SWITCH, 1, 0),
    /** RFC 9293 MAY-2: TIME-WAIT must come back when the new SYN turns out old. Linux forgets it; its preset does not. */
    REOPEN_FALLS_BACK("reopen_falls_back", Unit.SWITCH, 1, 1);

    /** What the number of a knob counts. */
    public enum Unit {
        SWITCH(0, ""),
        COUNT(0, ""),
        OCTETS(0, "octets"),
        SECONDS(Time.SECOND, "seconds"),
        MILLISECONDS(Time.MILLISECOND, "milliseconds");

        final long micros;
        private final String words;

        Unit(long micros, String words) {
            this.micros = micros;
            this.words = words;
        }
    }

    private final String word;
    private final Unit unit;
    private final Range range;
    private final long rfc9293;
    private final long linux;

    Knob(String word, Unit unit, long rfc9293, long linux) {
        this(word, unit, 0, 1, rfc9293, linux);
    }

    Knob(String word, Unit unit, long least, long most, long rfc9293, long linux) {
        this.word = word;
        this.unit = unit;
        this.range = new Range(least, most, unit.words);
        this.rfc9293 = rfc9293;
        this.linux = linux;
    }

    /** The name that its users know, for example {@code tcp_fin_timeout}. */
    public String word() {
        return word;
    }

    public Unit unit() {
        return unit;
    }

    /** The values that it may have. */
    public Range range() {
        return range;
    }

    /** The value in the strict preset. */
    public long rfc9293() {
        return rfc9293;
    }

    /** The value in the preset that does what Linux does, but where Linux breaks a MUST. */
    public long linux() {
        return linux;
    }

    /** Finds a knob by its word; null when there is none. */
    public static @Nullable Knob find(String word) {
        for (Knob knob : values()) {
            if (knob.word.equals(word)) {
                return knob;
            }
        }
        return null;
    }
}
