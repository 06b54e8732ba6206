package org.lastack.stacks.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.kit.stack.StackUnavailableException;

/** Compiling a shim: what can be missing, and that it happens once. */
class ShimBuildTest {
    @TempDir
    private Path folder;

    private Path source;
    private Path cache;
    private Path headers;

    /** Headers that only look like lwIP's, and a source that needs none. */
    @BeforeEach
    void setUp() throws IOException {
        Lwip.command(); // there is a compiler, and a library to link with
        source = Files.writeString(folder.resolve("shim.c"), "int main(void) { return 0; }\n");
        cache = folder.resolve("cache");
        headers = folder.resolve("headers");
        Files.createDirectories(headers.resolve("lwip"));
        Files.writeString(headers.resolve("lwip/tcp.h"), "");
    }

    private Set<String> cached() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void it_is_compiled_once_and_again_when_the_source_changed() throws IOException {
        Path first = compile("cc");
        assertTrue(Files.isExecutable(first));
        assertEquals(first, compile("no-such-compiler"));
        Files.writeString(source, "int main(void) { return 1; }\n");
        Path second = compile("cc");
        assertEquals(List.of(Path.of("lwip"), Path.of("lwip")), List.of(first.getFileName(), second.getFileName()));
        Set<Path> folders =
                Set.of(first.getParent().getFileName(), second.getParent().getFileName());
        assertEquals(cached(), folders.stream().map(Path::toString).collect(Collectors.toSet()));
    }

    @Test
    void several_may_compile_it_at_once() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> programs = new ArrayList<>();
            Callable<Path> work = () -> compile("cc");
            for (int i = 0; i < 4; i++) {
                programs.add(pool.submit(work));
            }
            for (Future<Path> program : programs) {
                assertTrue(Files.isExecutable(program.get()));
            }
        } finally {
            pool.shutdown();
        }
        assertEquals(1, cached().size());
    }

    private Path compile(String compiler) {
        return LwipShim.build(folder, compiler, headers).program(cache);
    }

    private String complaint(String compiler) {
        StackUnavailableException e = assertThrows(StackUnavailableException.class, () -> compile(compiler));
        return e.getMessage();
    }

    @Test
    void what_is_missing_is_named_with_its_package() throws IOException {
        assertTrue(complaint("no-such-compiler").contains("apt-get install gcc"));
        Files.delete(headers.resolve("lwip/tcp.h"));
        assertTrue(complaint("cc").contains("apt-get install liblwip-dev"));
    }

    @Test
    void what_is_missing_for_libslirp_is_named_with_its_package() {
        StackUnavailableException e =
                assertThrows(StackUnavailableException.class, () -> SlirpShim.build(folder, "cc", headers));
        assertTrue(e.getMessage().contains("apt-get install libslirp-dev"), e.getMessage());
    }

    @Test
    void what_is_missing_for_gvisor_is_named_with_its_package() throws IOException {
        StackUnavailableException e = assertThrows(
                StackUnavailableException.class, () -> GvisorShim.build(folder, "no-such-compiler", headers));
        assertTrue(e.getMessage().contains("apt-get install golang-go golang-gvisor-gvisor-dev"), e.getMessage());
        Path tcp = headers.resolve("src/gvisor.dev/gvisor/pkg/tcpip/transport/tcp");
        Files.createDirectories(tcp);
        Files.writeString(tcp.resolve("endpoint.go"), "");
        Files.writeString(folder.resolve("shim.go"), "package main\n");
        Files.writeString(folder.resolve("clock.go"), "package main\n");
        ShimBuild build = GvisorShim.build(folder, "no-such-compiler", headers);
        e = assertThrows(StackUnavailableException.class, () -> build.program(cache));
        assertTrue(e.getMessage().contains("apt-get install golang-go"), e.getMessage());
    }

    @Test
    void an_error_of_the_compiler_is_shown_and_nothing_is_left() throws IOException {
        Files.writeString(source, "int main(void) { return nothing; }\n");
        String complaint = complaint("cc");
        assertTrue(complaint.contains("shim.c:1:") && complaint.contains("nothing"), complaint);
        assertEquals(Set.of(), cached());
    }
}
