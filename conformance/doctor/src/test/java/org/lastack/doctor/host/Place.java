package org.lastack.doctor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of {@link Piles} in a network namespace of its own, or in that of another one. */
final class Place implements AutoCloseable {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    /** An ordinary user gets a network namespace together with one for users. */
    private static final List<String> NEW =
            ROOT ? List.of("unshare", "--net", "--") : List.of("unshare", "--user", "--map-root-user", "--net", "--");

    private final Process process;
    private final BufferedReader said;
    private final OutputStream told;

    private Place(List<String> before, String... words) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Piles.class.getName()));
        command.addAll(List.of(words));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        told = process.getOutputStream();
    }

    static boolean isRoot() {
        return ROOT;
    }

    /** Starts a program in a new namespace, or skips the test where there is none to be had. */
    static Place made(String... words) throws IOException, InterruptedException {
        List<String> probe = new ArrayList<>(NEW);
        probe.add("true");
        boolean there = false;
        try {
            there = new ProcessBuilder(probe)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            there = false; // no unshare
        }
        need(there, "no network namespace is to be had here");
        return new Place(NEW, words);
    }

    /** Skips a test that cannot run here; where everything is meant to be there it fails instead. */
    static void need(boolean there, String reason) {
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("cannot run here: " + reason);
        }
        assumeTrue(there, reason);
    }

    /** Starts another program in this one's namespace. */
    Place beside(String... words) throws IOException {
        List<String> enter = new ArrayList<>(List.of("nsenter", "-t", pid() + "", "--net"));
        if (!ROOT) {
            enter.addAll(List.of("--user", "--preserve-credentials"));
        }
        enter.add("--");
        return new Place(enter, words);
    }

    long pid() {
        return process.pid();
    }

    void await(String line) throws IOException {
        assertEquals(line, hear());
    }

    /** Waits for the next line. */
    String hear() throws IOException {
        return said.readLine();
    }

    void go() throws IOException {
        told.write('\n');
        told.flush();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
