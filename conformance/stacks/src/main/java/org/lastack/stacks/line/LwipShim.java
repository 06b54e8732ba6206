package org.lastack.stacks.line;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.ProjectFolder;

/** The shim for lwIP that ships with the kit: compiled on demand against the system's own lwIP. */
public final class LwipShim {
    private static final Path HEADERS = Path.of("/usr/include/lwip");
    private static final String SOURCE = "conformance/stacks/shims/lwip/shim.c";
    private static final String KNOWN = "conformance/stacks/shims/lwip/known-deviations.txt";
    private static final String CACHE = "conformance/stacks/target/shims";

    private LwipShim() {}

    /**
     * Returns the program, compiled when its source or lwIP is not that of last time. Several may do this at once.
     *
     * @throws StackUnavailableException when the compiler, lwIP or the source is missing, or it does not compile
     */
    public static Path program() {
        return compile(
                ProjectFolder.resolve(SOURCE),
                ProjectFolder.resolve(CACHE),
                System.getenv().getOrDefault("CC", "cc"),
                HEADERS);
    }

    /** Returns the file of the deviations that are known of lwIP. */
    public static Path knownDeviations() {
        return ProjectFolder.resolve(KNOWN);
    }

    static Path compile(Path source, Path cache, String compiler, Path headers) {
        if (!Files.isRegularFile(headers.resolve("lwip/tcp.h"))) {
            throw new StackUnavailableException("lwIP is missing: there is no " + headers.resolve("lwip/tcp.h")
                    + ". Install it (Debian: apt-get install liblwip-dev).");
        }
        try {
            Path program = cache.resolve("lwip-" + Long.toHexString(checksum(source, headers)));
            if (!Files.isExecutable(program)) {
                Files.createDirectories(cache);
                build(source, program, compiler, headers);
            }
            return program;
        } catch (IOException e) {
            throw new StackUnavailableException("cannot compile " + source + ": " + e.getMessage(), e);
        }
    }

    /** Over the source and lwIP's version and options. */
    private static long checksum(Path source, Path headers) throws IOException {
        CRC32 sum = new CRC32();
        for (Path file : List.of(source, headers.resolve("lwip/init.h"), headers.resolve("lwipopts.h"))) {
            if (Files.exists(file)) {
                sum.update(Files.readAllBytes(file));
            }
        }
        return sum.getValue();
    }

    /** Compiles beside the target and then renames: the program is there whole or not at all. */
    private static void build(Path source, Path program, String compiler, Path headers) throws IOException {
        Path part = Files.createTempFile(program.getParent(), "part-", "");
        Path log = Files.createTempFile(program.getParent(), "log-", "");
        try {
            List<String> command =
                    List.of(compiler, "-O2", "-o", part.toString(), source.toString(), "-I" + headers, "-llwip");
            Process process = start(command, log);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new StackUnavailableException(compiler + " did not compile " + source + " within 60 s");
            }
            if (process.exitValue() != 0) {
                throw new StackUnavailableException(compiler + " cannot compile " + source + ": " + firstError(log));
            }
            Files.move(part, program, StandardCopyOption.ATOMIC_MOVE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackUnavailableException("interrupted while " + source + " was compiled", e);
        } finally {
            Files.deleteIfExists(part);
            Files.deleteIfExists(log);
        }
    }

    private static Process start(List<String> command, Path log) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new StackUnavailableException(
                    "the C compiler " + command.get(0)
                            + " is missing. Install one (Debian: apt-get install gcc libc6-dev).",
                    e);
        }
    }

    private static String firstError(Path log) throws IOException {
        String[] lines = Files.readString(log, StandardCharsets.ISO_8859_1).split("\n", -1);
        for (String line : lines) {
            if (line.contains("error")) {
                return line;
            }
        }
        return lines[0];
    }
}
