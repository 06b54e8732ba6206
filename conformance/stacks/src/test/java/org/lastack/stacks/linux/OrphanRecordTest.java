package org.lastack.stacks.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.linux.OrphanLimit.Place;
import org.lastack.stacks.linux.OrphanRecord.Started;

/** What a run leaves for the next one, with a file in the place of the knob. */
@Timeout(60)
class OrphanRecordTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();
    private Place place;

    @BeforeEach
    void aKnob() throws Exception {
        Here.need(Here.has("setsid"), "there is no setsid, which is of util-linux");
        place = new Place(folder.resolve("knob"), folder.resolve("record"));
        Files.writeString(place.knob(), "1000");
    }

    /** What a run leaves that was killed with its guard after it had set 5. */
    private OrphanRecord left() throws Exception {
        OrphanRecord left = OrphanRecord.begin(1000, endedProcess()).with(5);
        left.write(place.record());
        return left;
    }

    private static long endedProcess() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }

    private void restore() {
        OrphanLimit.restoreLeft(place, told::add);
    }

    @Test
    void the_record_is_whole_before_the_value_is_another_and_gone_after_it() throws Exception {
        try (OrphanLimit limit = OrphanLimit.guarded(place, SHORT, told::add)) {
            limit.set(5);
            limit.set(6);
            OrphanRecord record = OrphanRecord.read(place.record());
            assertNotNull(record);
            assertEquals(1000, record.before());
            assertEquals(List.of(5L, 6L), record.set());
            assertTrue(record.ofThisBoot());
            assertTrue(record.run().lives() && record.guard().lives());
            assertEquals(ProcessHandle.current().pid(), record.run().pid());
            assertEquals(6, place.value());
        }
        assertEquals(1000, place.value());
        assertFalse(Files.exists(place.record()));
        assertEquals(List.of(), told);
    }

    @Test
    void a_value_that_the_killed_run_has_set_is_put_back_and_told() throws Exception {
        OrphanRecord left = left();
        place.write(5);
        restore();
        assertEquals(1000, place.value());
        assertFalse(Files.exists(place.record()));
        assertEquals(
                List.of("tcp_max_orphans of the whole system was still 5, left so by " + left.who()
                        + "; it is 1000 again"),
                told);
    }

    @Test
    void so_it_is_when_the_next_run_changes_it_itself() throws Exception {
        left();
        place.write(5);
        try (OrphanLimit limit = OrphanLimit.guarded(place, SHORT, told::add)) {
            limit.set(7);
        }
        assertEquals(1, told.size());
        assertEquals(1000, place.value());
    }

    @Test
    void a_value_that_no_run_has_set_stays_and_that_is_told() throws Exception {
        left();
        place.write(77);
        restore();
        assertEquals(77, place.value());
        assertFalse(Files.exists(place.record()));
        assertEquals(1, told.size());
        assertTrue(told.get(0).contains("was 1000 before") && told.get(0).contains("now it is 77"), told.get(0));
    }

    @Test
    void a_run_killed_before_it_changed_anything_leaves_nothing_to_say() throws Exception {
        left();
        restore();
        assertEquals(1000, place.value());
        assertFalse(Files.exists(place.record()));
        assertEquals(List.of(), told);
    }

    @Test
    void a_record_of_another_start_of_the_system_says_nothing() throws Exception {
        OrphanRecord left = left();
        new OrphanRecord(1000, left.set(), "another", left.since(), left.run(), left.guard()).write(place.record());
        place.write(5);
        restore();
        assertEquals(5, place.value());
        assertFalse(Files.exists(place.record()));
        assertEquals(List.of(), told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1000", "before 1000\nset 5\nboot b\nsince yesterday\nrun 1 1\nguard 1 1\n", "before 1000"})
    void a_record_that_cannot_be_read_is_an_error_that_says_what_to_do_and_changes_nothing(String text)
            throws Exception {
        Files.writeString(place.record(), text);
        place.write(5);
        StackUnavailableException e = assertThrows(StackUnavailableException.class, this::restore);
        String said = String.valueOf(e.getMessage());
        assertTrue(said.startsWith("cannot read " + place.record()) && said.contains("that is 5 now"), said);
        assertTrue(said.endsWith("delete the file") && said.lines().count() == 1, said);
        assertEquals(5, place.value());
        assertEquals(text, Files.readString(place.record()));
        assertThrows(StackUnavailableException.class, () -> OrphanLimit.guarded(place, SHORT, told::add));
        assertEquals(5, place.value());
    }

    @Test
    void every_beginning_of_a_record_is_none() throws Exception {
        left();
        String whole = Files.readString(place.record());
        for (int length = 0; length < whole.indexOf("guard"); length++) {
            Files.writeString(place.record(), whole.substring(0, length));
            assertThrows(StackUnavailableException.class, this::restore);
        }
    }

    @Test
    void a_run_that_lives_is_left_alone() throws Exception {
        try (OrphanLimit limit = OrphanLimit.guarded(place, SHORT, told::add)) {
            limit.set(5);
            restore();
            assertEquals(5, place.value());
            assertTrue(Files.exists(place.record()));
            StackUnavailableException e =
                    assertThrows(StackUnavailableException.class, () -> OrphanLimit.guarded(place, SHORT, told::add));
            String us = "process " + ProcessHandle.current().pid() + ", since ";
            assertTrue(String.valueOf(e.getMessage()).contains(us), e.getMessage());
        }
        assertEquals(List.of(), told);
    }

    @Test
    void without_a_guard_nothing_is_changed() throws Exception {
        OrphanLimit limit = OrphanLimit.guarded(place, SHORT, told::add);
        limit.set(5);
        OrphanRecord record = OrphanRecord.read(place.record());
        assertNotNull(record);
        ProcessHandle guard = ProcessHandle.of(record.guard().pid()).orElseThrow();
        guard.destroyForcibly();
        guard.onExit().get();
        assertThrows(StackUnavailableException.class, () -> limit.set(6));
        assertEquals(5, place.value());
        assertThrows(StackUnavailableException.class, limit::close);
        assertEquals(1000, place.value());
        assertFalse(Files.exists(place.record()));
    }

    @Test
    void a_process_is_not_taken_for_a_later_one_of_the_same_number() {
        Started us = Started.of(ProcessHandle.current().pid());
        assertTrue(us.lives());
        assertFalse(new Started(us.pid(), us.start() - 1).lives());
        assertFalse(new Started(0, 0).lives());
    }
}
