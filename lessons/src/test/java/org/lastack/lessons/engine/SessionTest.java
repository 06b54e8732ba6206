package org.lastack.lessons.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void shows_values_as_jshell_users_expect_and_keeps_quiet_about_plain_answers() {
        try (Session session = Session.start()) {
            String source = """
                    var net = network(); // a comment
                    var c = net.connect(80);
                    c.client.close();
                    c.client.send("x")
                    // and another

                    c.client.state()
                    "é → ok"
                    List.of(1, 2)
                    """;
            Outcome outcome = session.run(source, LIMIT);
            assertEquals("err EBADF\nFIN-WAIT-1\né → ok\n[1, 2]\n", outcome.shown());
        }
    }

    @Test
    void what_was_shown_can_be_had_as_pictures_once() {
        try (Session session = Session.start()) {
            session.run("var net = network(); show(net); sockets(net)", LIMIT);
            List<String> pictures = session.pictures();
            assertEquals(2, pictures.size());
            assertTrue(pictures.stream().allMatch(p -> p.startsWith("<svg ")));
            assertEquals(List.of(), session.pictures());
        }
    }

    @Test
    void stops_at_the_first_error_and_goes_on_with_the_next_source() {
        try (Session session = Session.start()) {
            Outcome outcome = session.run("int a = 1;\na\nb\na = 2;", LIMIT);
            assertEquals(Outcome.End.NOT_COMPILED, outcome.end());
            assertEquals("1\n", outcome.text());
            assertEquals("1\n", session.run("a", LIMIT).shown());
        }
    }

    @Test
    void who_kills_it_learns_that_it_is_dead() {
        try (Session session = Session.start()) {
            assertTrue(session.alive());
            session.kill();
            assertEquals(Outcome.End.OVERRUN, session.run("1 + 1", LIMIT).end());
            assertTrue(!session.alive());
        }
    }
}
