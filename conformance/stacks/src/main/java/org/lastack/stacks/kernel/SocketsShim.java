package org.lastack.stacks.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.ProjectFolder;

/**
 * The shim for the sockets of a kernel, which ships with the kit: compiled on demand, static, into a folder that is the root of a
 * user-mode kernel's file system. It is that kernel's first process, and the program that starts it.
 */
final class SocketsShim {
    private static final String SOURCES = "conformance/stacks/shims/sockets";
    private static final Duration MOST = Duration.ofMinutes(2);

    private SocketsShim() {}

    /**
     * Returns the program, compiled when its source is not that of last time. Several may do this at once.
     *
     * @throws StackUnavailableException when it does not compile
     */
    static Path program(Path cache) {
        try {
            List<Path> sources = sources();
            Path folder = cache.resolve(KernelCache.SHIM + Long.toHexString(checksum(sources)));
            Path program = folder.resolve("init");
            if (!Files.isExecutable(program)) {
                for (String each : List.of("dev", "proc", "sys")) {
                    Files.createDirectories(folder.resolve(each));
                }
                compile(sources, folder, program);
                new KernelCache(cache).forgetShims(folder);
            }
            return program;
        } catch (IOException e) {
            throw new StackUnavailableException("cannot compile " + SOURCES + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(ProjectFolder.resolve(SOURCES))) {
            return files.filter(f -> f.toString().endsWith(".c") || f.toString().endsWith(".h"))
                    .sorted()
                    .toList();
        }
    }

    private static long checksum(List<Path> sources) throws IOException {
        CRC32 sum = new CRC32();
        for (Path source : sources) {
            sum.update(Files.readAllBytes(source));
        }
        return sum.getValue();
    }

    /** Compiles beside the target and then renames: the program is there whole or not at all. */
    private static void compile(List<Path> sources, Path folder, Path program) throws IOException {
        Path part = Files.createTempFile(folder, "part-", "");
        try {
            List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-static", "-o", part.toString()));
            sources.stream().map(Path::toString).filter(f -> f.endsWith(".c")).forEach(command::add);
            new Make(MOST).run(folder, command, line -> {});
            Files.move(part, program, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
