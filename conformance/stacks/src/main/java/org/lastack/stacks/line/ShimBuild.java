package org.lastack.stacks.line;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.lastack.kit.stack.StackUnavailableException;

/**
 * How a shim that ships with the kit is made, on demand, from its own source and the stack that the system has.
 *
 * @param name what its program is called
 * @param sources what it is compiled from
 * @param stack files in which another version of the stack would differ
 * @param command what compiles it; {@link #OUTPUT} stands where the program's name goes
 * @param environment what the compiler has to find in its environment
 * @param missing what to do when there is no such compiler
 * @param seconds how long it may take at most
 */
record ShimBuild(
        String name,
        List<Path> sources,
        List<Path> stack,
        List<String> command,
        Map<String, String> environment,
        String missing,
        int seconds) {
    static final String OUTPUT = "OUTPUT";

    /** Returns how a program in C is made. */
    static ShimBuild ofC(String name, Path source, List<Path> stack, String compiler, List<String> libraries) {
        List<String> command = new ArrayList<>(List.of(compiler, "-O2", "-o", OUTPUT, source.toString()));
        command.addAll(libraries);
        String missing =
                "the C compiler " + compiler + " is missing. Install one (Debian: apt-get install gcc libc6-dev).";
        return new ShimBuild(name, List.of(source), stack, command, Map.of(), missing, 60);
    }

    /**
     * Returns the program, compiled when anything that it is made from is not that of last time. Several may do this at once.
     *
     * @throws StackUnavailableException when the compiler or the source is missing, or it does not compile
     */
    Path program(Path cache) {
        try {
            Path program =
                    cache.resolve(name + "." + Long.toHexString(checksum())).resolve(name);
            if (!Files.isExecutable(program)) {
                Files.createDirectories(cache);
                build(cache, program);
            }
            return program;
        } catch (IOException e) {
            throw new StackUnavailableException("cannot compile " + sources.get(0) + ": " + e.getMessage(), e);
        }
    }

    private long checksum() throws IOException {
        CRC32 sum = new CRC32();
        for (Path source : sources) {
            sum.update(Files.readAllBytes(source));
        }
        for (Path file : stack) {
            if (Files.exists(file)) {
                sum.update(Files.readAllBytes(file));
            }
        }
        // The compiler's name says nothing of what it makes.
        sum.update(String.join("\n", command.subList(1, command.size())).getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }

    /** Compiles beside the target and then renames: the program is there whole or not at all. */
    private void build(Path cache, Path program) throws IOException {
        Path part = Files.createTempFile(cache, "part-", "");
        Path log = Files.createTempFile(cache, "log-", "");
        String what = command.get(0) + " %s " + sources.get(0);
        try {
            Process process = start(part, log);
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new StackUnavailableException(what.formatted("did not compile") + " within " + seconds + " s");
            }
            if (process.exitValue() != 0) {
                throw new StackUnavailableException(what.formatted("cannot compile") + ": " + firstError(log));
            }
            Files.createDirectories(program.getParent());
            Files.move(part, program, StandardCopyOption.ATOMIC_MOVE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackUnavailableException("interrupted while " + sources.get(0) + " was compiled", e);
        } finally {
            Files.deleteIfExists(part);
            Files.deleteIfExists(log);
        }
    }

    private Process start(Path part, Path log) {
        List<String> whole = new ArrayList<>(command);
        whole.replaceAll(word -> word.equals(OUTPUT) ? part.toString() : word);
        ProcessBuilder builder =
                new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new StackUnavailableException(missing, e);
        }
    }

    private static String firstError(Path log) throws IOException {
        String[] lines = Files.readString(log, StandardCharsets.ISO_8859_1).split("\n", -1);
        for (String line : lines) {
            if (line.contains("error") || line.matches(".*\\.go:\\d+.*")) {
                return line;
            }
        }
        return lines[0];
    }
}
