package org.lastack.certify;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds processes by a word of their command lines, which says nothing of how the kit itself finds them. */
final class Traces {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Traces() {}

    /** Returns an argument for sleep(1), a quarter of an hour, that no other process has. */
    static String nap() {
        return String.format("900.%09d%03d", ProcessHandle.current().pid(), COUNT.incrementAndGet());
    }

    /** Returns what has the word in its command line, when it has not gone within half a minute. */
    static List<ProcessHandle> left(String word) throws InterruptedException {
        List<ProcessHandle> left = with(word);
        for (int i = 0; i < 3_000 && !left.isEmpty(); i++) {
            Thread.sleep(10);
            left = with(word);
        }
        return left;
    }

    private static List<ProcessHandle> with(String word) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains(word))
                .toList();
    }

    /** Empty also for the dead whom nobody has asked for. */
    private static String commandLine(long pid) {
        try (FileInputStream in = new FileInputStream("/proc/" + pid + "/cmdline")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
