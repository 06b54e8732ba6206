package org.lastack.kit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;

class AcceptedDifferencesTest {
    private static final AcceptedDifferences LIST = of(
            "# a heading",
            "",
            "ESTABLISHED; close: ok | *",
            "    The first line",
            "",
            "    # and the second",
            "    of a reason.",
            "set cwnd 3",
            "    A knob.",
            "*; *,RST* at *: silence | ACK",
            "\tA RST.");

    private static AcceptedDifferences of(String... lines) {
        return AcceptedDifferences.of(List.of(lines));
    }

    private static @Nullable String reason(String situation, String answer, String other) {
        return LIST.reason(new Divergence(situation, answer, other, 0, 0));
    }

    @Test
    void a_star_stands_for_anything_and_all_else_for_itself() {
        assertEquals("The first line of a reason.", reason("ESTABLISHED; close", "ok", "ok + FIN"));
        assertEquals("The first line of a reason.", reason("ESTABLISHED; close", "ok", ""));
        assertNull(reason("ESTABLISHED; close", "ok + FIN", "ok"));
        assertNull(reason("FIN-WAIT-1 or ESTABLISHED; close", "ok", "ok"));
        assertEquals("A RST.", reason("CLOSING, orphan; FIN,RST at RCV.NXT-1", "silence", "ACK"));
        assertNull(reason("CLOSING, orphan; RST at RCV.NXT-1", "silence", "ACK"), "no FIN before the RST");
        assertNull(reason("CLOSING, orphan; FIN,RST at RCV.NXT-1", "silence", "ACK + FIN"));
        assertNull(reason("set cwnd 3", "", ""), "a setting is no pattern");
        assertNull(AcceptedDifferences.NONE.reason(new Divergence("", "", "", 0, 0)));
    }

    @Test
    void of_two_settings_of_a_knob_the_later_list_counts_and_the_other_is_not_told() {
        AcceptedDifferences both = LIST.and(of("set cwnd 1", "    A version."));
        assertEquals(1, both.applyTo(Settings.linux()).get(Knob.CWND));
        assertEquals(
                List.of("A version."),
                both.settings().stream()
                        .map(AcceptedDifferences.Accepted::reason)
                        .toList());
        assertEquals("A RST.", both.reason(new Divergence("ESTABLISHED; FIN,RST at RCV.NXT", "silence", "ACK", 0, 0)));
    }

    @Test
    void a_setting_is_applied_and_told() {
        Settings set = LIST.applyTo(Settings.linux());
        assertEquals(Settings.linux().with(Knob.CWND, 3), set);
        assertEquals(
                List.of(new AcceptedDifferences.Accepted("set cwnd 3", "A knob.")), LIST.settings(), "those alone");
        assertEquals(Settings.linux(), AcceptedDifferences.NONE.applyTo(Settings.linux()));
    }

    @Test
    void what_is_wrong_is_said_with_its_line() {
        refused("line 2: a reason without a pattern", "# nothing", "    A reason.");
        refused("line 3: one has no reason", "one", "", "two", "    A reason.");
        refused("line 3: two has no reason", "one", "    A reason.", "two");
        refused("\"set cwmd 3\" sets no knob", "set cwmd 3", "    A reason.");
        refused("\"set cwnd many\" sets no knob", "set cwnd many", "    A reason.");
        refused("\"set cwnd\" sets no knob", "set cwnd", "    A reason.");
    }

    private static void refused(String why, String... lines) {
        assertEquals(
                why,
                assertThrows(IllegalArgumentException.class, () -> of(lines)).getMessage());
    }
}
