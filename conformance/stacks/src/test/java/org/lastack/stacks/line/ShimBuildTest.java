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

/** Compiling the shim: what can be missing, and that it happens once. */
class LwipShimTest {
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
        Path first = LwipShim.compile(source, cache, "cc", headers);
        assertTrue(Files.isExecutable(first));
        assertEquals(first, LwipShim.compile(source, cache, "no-such-compiler", headers));
        Files.writeString(source, "int main(void) { return 1; }\n");
        Path second = LwipShim.compile(source, cache, "cc", headers);
        assertEquals(Set.of(first.getFileName().toString(), second.getFileName().toString()), cached());
    }

    @Test
    void several_may_compile_it_at_once() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> programs = new ArrayList<>();
            Callable<Path> work = () -> LwipShim.compile(source, cache, "cc", headers);
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

    private String complaint(String compiler) {
        StackUnavailableException e =
                assertThrows(StackUnavailableException.class, () -> LwipShim.compile(source, cache, compiler, headers));
        return e.getMessage();
    }

    @Test
    void what_is_missing_is_named_with_its_package() throws IOException {
        assertTrue(complaint("no-such-compiler").contains("apt-get install gcc"));
        Files.delete(headers.resolve("lwip/tcp.h"));
        assertTrue(complaint("cc").contains("apt-get install liblwip-dev"));
    }

    @Test
    void an_error_of_the_compiler_is_shown_and_nothing_is_left() throws IOException {
        Files.writeString(source, "int main(void) { return nothing; }\n");
        String complaint = complaint("cc");
        assertTrue(complaint.contains("shim.c:1:") && complaint.contains("nothing"), complaint);
        assertEquals(Set.of(), cached());
    }
}
