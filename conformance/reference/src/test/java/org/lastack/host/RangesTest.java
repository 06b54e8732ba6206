package org.lastack.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** What may be set to what: as Linux 6.18 has it. */
class RangesTest {
    @ParameterizedTest
    @CsvSource({
        "KEEPIDLE, 0, 1, 32767, 32768",
        "KEEPINTVL, 0, 1, 32767, 32768",
        "KEEPCNT, 0, 1, 127, 128",
        "USER_TIMEOUT, -1, 0, 2147483647, -2147483648"
    })
    void an_option_out_of_its_range_is_EINVAL(SocketOption option, int below, int least, int most, int above) {
        Bench b = new Bench(Settings.rfc9293()).established();
        for (int socket : new int[] {1, Bench.SOCKET}) {
            assertEquals(Result.failed(Errno.EINVAL), b.call(socket, new Call.SetOption(option, below)));
            assertEquals(Result.ok(), b.call(socket, new Call.SetOption(option, least)));
            assertEquals(Result.ok(), b.call(socket, new Call.SetOption(option, most)));
            assertEquals(Result.failed(Errno.EINVAL), b.call(socket, new Call.SetOption(option, above)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LINGER", "LINGER2", "KEEPALIVE", "NODELAY", "CORK", "RCVBUF", "SNDBUF", "NONBLOCK"})
    void the_other_options_take_any_number(SocketOption option) {
        for (int value : new int[] {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE}) {
            Bench b = new Bench(Settings.linux()).established();
            assertEquals(Result.ok(), b.call(new Call.SetOption(option, value)));
            assertEquals(Result.ok(), b.call(1, new Call.SetOption(option, value)));
            b.call(new Call.Write(Bytes.pattern(0, 5000)));
            b.call(new Call.Close());
            b.pass(Time.seconds(1000));
        }
    }

    /** A keep-alive at the least values that there are: probes each second, and after one without an answer the end. */
    @Test
    void a_keepalive_of_the_least_values_comes_to_an_end() {
        Bench b = new Bench(Settings.rfc9293()).established();
        b.call(new Call.SetOption(SocketOption.KEEPIDLE, 1));
        b.call(new Call.SetOption(SocketOption.KEEPINTVL, 1));
        b.call(new Call.SetOption(SocketOption.KEEPCNT, 1));
        b.call(new Call.SetOption(SocketOption.KEEPALIVE, 1));
        b.pass(Time.seconds(1) + Time.ms(999));
        assertEquals(State.ESTABLISHED, b.state());
        b.pass(Time.ms(1));
        assertEquals(State.CLOSED, b.state());
    }

    @Test
    void linger2_beyond_two_minutes_is_two_minutes() {
        Bench b = new Bench(Settings.linux()).in(State.FIN_WAIT_2, false);
        b.call(new Call.SetOption(SocketOption.LINGER2, Integer.MAX_VALUE));
        b.call(new Call.Close());
        b.pass(Time.seconds(500));
        assertEquals(State.CLOSED, b.state());
    }

    @Test
    void a_small_receive_buffer_is_made_larger() {
        Bench b = new Bench(Settings.rfc9293());
        b.call(1, new Call.Listen(Bench.HOST, Bench.PORT));
        b.call(1, new Call.SetOption(SocketOption.RCVBUF, 0));
        b.handshake();
        assertEquals(1152, b.window);
    }

    /** A peer that asks for segments of one octet gets them a little larger: else a link of a few letters is much work. */
    @Test
    void the_least_segment_is_that_of_Linux() {
        Bench b = new Bench(Settings.rfc9293());
        b.call(1, new Call.Listen(Bench.HOST, Bench.PORT));
        b.deliver(b.seg(Flags.SYN, 0, 0).withOptions(Options.NONE.withMss(1)));
        b.peerNext++;
        b.one();
        b.deliver(b.seg(Flags.ACK, 0, 0));
        b.call(new Call.Accept(1));
        b.call(new Call.Write(Bytes.pattern(0, 200)));
        assertEquals(48, b.take().get(0).data().length());
    }

    /** The ranges that the kernel was seen to have; where ours is another, {@link Knob} says why. */
    @ParameterizedTest
    @CsvSource({
        "tcp_retries1, 0, 255",
        "tcp_retries2, 0, 255",
        "tcp_syn_retries, 1, 127",
        "tcp_synack_retries, 0, 255",
        "tcp_tw_reuse, 0, 2",
        "tcp_tw_reuse_delay, 1, 60000",
        "tcp_timestamps, 0, 255",
        "tcp_window_scaling, 0, 255",
        "tcp_abort_on_overflow, 0, 255",
        "tcp_keepalive_probes, 0, 255",
        "somaxconn, 0, 2147483647"
    })
    void a_knob_has_the_range_that_it_has_in_Linux(String word, long least, long most) {
        Knob knob = Knob.find(word);
        assertTrue(knob != null && knob.range().least() == least && knob.range().most() == most, word);
    }

    @ParameterizedTest
    @CsvSource({
        "rto_min, 0, 'rto_min cannot be 0, only 1 to 3600000 milliseconds'",
        "tcp_keepalive_intvl, 0, 'tcp_keepalive_intvl cannot be 0, only 1 to 8589934 seconds'",
        "tcp_rto_max_ms, 999, 'tcp_rto_max_ms cannot be 999, only 1000 to 3600000 milliseconds'",
        "tcp_retries2, 256, 'tcp_retries2 cannot be 256, only 0 to 255'",
        "rfc5961, 2, 'rfc5961 cannot be 2, only 0 or 1'",
        "tcp_fin_timeout, -2, 'tcp_fin_timeout cannot be -2, only -1 to 8589934 seconds'"
    })
    void a_knob_out_of_its_range_is_refused_in_a_line_that_names_it(String word, long value, String line) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> Settings.linux().with(word, value));
        assertEquals(line, e.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void the_presets_are_in_range(Knob knob) {
        assertTrue(knob.range().contains(knob.rfc9293()) && knob.range().contains(knob.linux()));
    }
}
