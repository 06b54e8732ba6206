package org.lastack.stacks.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of built kernels: where it is, what it lists, and that it does not grow for ever. */
class KernelCacheTest {
    @TempDir
    private Path folder;

    private static KernelSource source(int number) {
        return new KernelSource("linux-6." + number, "6." + number, Path.of("/nowhere"), false);
    }

    @Test
    void it_is_in_the_cache_folder_of_the_user() {
        assertEquals(Path.of("/home/u/.cache/lastack/kernels"), KernelCache.usual(Map.of(), "/home/u"));
        assertEquals(Path.of("/c/lastack/kernels"), KernelCache.usual(Map.of("XDG_CACHE_HOME", "/c"), "/home/u"));
    }

    @Test
    void what_was_used_last_is_first_and_what_is_removed_is_gone() throws IOException {
        KernelCache cache = new KernelCache(folder);
        Path one = cache.folder(source(1), "a");
        Path two = cache.folder(source(2), "b");
        Files.writeString(two.resolve(KernelCache.IMAGE), "12345");
        Files.setLastModifiedTime(one, FileTime.from(Instant.now().minusSeconds(60)));
        List<KernelCache.Entry> all = cache.list();
        assertEquals(
                List.of(two, one), all.stream().map(KernelCache.Entry::folder).toList());
        assertEquals("linux-6.2 (6.2)", all.get(0).origin());
        assertTrue(all.get(0).size() >= 5);
        cache.remove(all.get(0));
        assertFalse(Files.exists(two));
    }

    @Test
    void a_folder_goes_though_a_compiler_that_was_ended_still_writes_into_it() throws Exception {
        Path build = Files.createDirectories(folder.resolve("build/deep"));
        AtomicInteger written = new AtomicInteger();
        Thread writer = new Thread(() -> write(build, written));
        writer.start();
        while (written.get() < 100) {
            Thread.onSpinWait();
        }
        KernelCache.delete(folder.resolve("build"));
        writer.join();
        assertFalse(Files.exists(folder.resolve("build")));
    }

    @Test
    void of_the_first_processes_only_the_one_in_use_stays_and_what_may_be_about_to_start() throws IOException {
        Path used = Files.createDirectories(folder.resolve("shim-1"));
        Path young = Files.createDirectories(folder.resolve("shim-2"));
        Path old = Files.createDirectories(folder.resolve("shim-3/dev")).getParent();
        Path kernel = new KernelCache(folder).folder(source(1), "k");
        for (Path each : List.of(used, old, kernel)) {
            Files.setLastModifiedTime(each, FileTime.from(Instant.now().minusSeconds(86_400)));
        }
        new KernelCache(folder).forgetShims(used);
        assertFalse(Files.exists(old));
        for (Path each : List.of(used, young, kernel)) {
            assertTrue(Files.exists(each), each::toString);
        }
    }

    private static void write(Path build, AtomicInteger written) {
        try {
            while (written.get() < 10_000) {
                Files.writeString(build.resolve("o" + written.incrementAndGet()), "");
            }
        } catch (IOException e) {
            // the folder has gone
        }
    }

    @Test
    void the_oldest_go_when_there_are_too_many_but_none_that_may_be_in_the_making() throws IOException {
        KernelCache cache = new KernelCache(folder);
        for (int i = 0; i < 20; i++) {
            Path made = cache.folder(source(i), "k");
            Files.setLastModifiedTime(made, FileTime.from(Instant.now().minusSeconds(i < 10 ? 86_400 + i : 60)));
        }
        cache.folder(source(20), "k");
        assertEquals(11, cache.list().size());
    }
}
