package org.lastack.stacks.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run notes on disk before it touches the knob, for the run after it.
 *
 * @param before what to put back
 * @param set what the run has set, or was about to
 * @param boot which start of the system this was; another one has forgotten the value
 * @param since when
 * @param run the process that set it
 * @param guard the process that puts it back
 */
record OrphanRecord(long before, List<Long> set, String boot, Instant since, Started run, Started guard) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /**
     * A process, which its number alone does not tell from a later one.
     *
     * @param start when it started, in ticks since the system did
     */
    record Started(long pid, long start) {
        static Started of(long pid) {
            return new Started(pid, start(pid));
        }

        boolean lives() {
            return start != 0 && start == start(pid);
        }

        /** The 22nd field; the second is a name, in parentheses, that may hold anything. The third tells who is dead. */
        private static long start(long pid) {
            Path file = Path.of("/proc", Long.toString(pid), "stat");
            try {
                String stat = Files.readString(file, StandardCharsets.ISO_8859_1);
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 21);
                return fields[0].equals("Z") || fields[0].equals("X") ? 0 : Long.parseLong(fields[19]);
            } catch (IOException e) {
                return 0; // it has ended
            }
        }
    }

    OrphanRecord {
        set = List.copyOf(set);
    }

    static OrphanRecord begin(long before, long guard) {
        Started run = Started.of(ProcessHandle.current().pid());
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new OrphanRecord(before, List.of(), ProcFile.read(BOOT), now, run, Started.of(guard));
    }

    OrphanRecord with(long value) {
        List<Long> all = new ArrayList<>(set);
        all.add(value);
        return new OrphanRecord(before, all, boot, since, run, guard);
    }

    /** Tells whether a value is one that this run has left. */
    boolean leaves(long value) {
        return value != before && set.contains(value);
    }

    /** Says who wrote it, for people. */
    String who() {
        return "a lastack that was killed (process " + run.pid + ", " + since + ")";
    }

    boolean ofThisBoot() {
        return boot.equals(ProcFile.read(BOOT));
    }

    /** Writes it so that at any instant, even one at which the power fails, the whole of it is there or nothing. */
    void write(Path file) throws IOException {
        Path part = part(file);
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
            folder.force(true);
        }
    }

    /** Where it is written at first. */
    static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    private String text() {
        return String.join(
                        "\n",
                        "before " + before,
                        "set " + set.stream().map(String::valueOf).collect(Collectors.joining(" ")),
                        "boot " + boot,
                        "since " + since,
                        "run " + run.pid + " " + run.start,
                        "guard " + guard.pid + " " + guard.start)
                + "\n";
    }

    /** Reads one; null when it is none. */
    static @Nullable OrphanRecord read(Path file) throws IOException {
        List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
        List<String> names = List.of("before ", "set ", "boot ", "since ", "run ", "guard ");
        List<String> values = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (i >= lines.size() || !lines.get(i).startsWith(names.get(i))) {
                return null;
            }
            values.add(lines.get(i).substring(names.get(i).length()));
        }
        try {
            return new OrphanRecord(
                    Long.parseLong(values.get(0)),
                    numbers(values.get(1)),
                    values.get(2),
                    Instant.parse(values.get(3)),
                    started(values.get(4)),
                    started(values.get(5)));
        } catch (NumberFormatException | DateTimeException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static Started started(String text) {
        List<Long> both = numbers(text);
        return new Started(both.get(0), both.get(1));
    }

    private static List<Long> numbers(String text) {
        return List.of(text.split(" ")).stream()
                .filter(n -> !n.isEmpty())
                .map(Long::valueOf)
                .toList();
    }
}
