package org.lastack.stacks.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.line.GuardedProcess;

/** What a kernel is built with, and which Debian package has it. */
final class BuildTools {
    private static final Map<String, String> COMMANDS = new TreeMap<>(Map.of(
            "make",
            "make",
            "gcc",
            "gcc",
            "ld",
            "binutils",
            "flex",
            "flex",
            "bison",
            "bison",
            "bc",
            "bc",
            "tar",
            "tar",
            "xz",
            "xz-utils"));

    private BuildTools() {}

    /**
     * Sees to it that all of it is there.
     *
     * @param path where to look for commands, as in the variable PATH
     * @throws StackUnavailableException when something is missing; says all of it in one line
     */
    static void require(String path) {
        List<String> commands = new ArrayList<>();
        List<String> packages = new ArrayList<>();
        COMMANDS.forEach((command, debian) -> {
            if (!isOn(path, command)) {
                commands.add(command);
                packages.add(debian);
            }
        });
        if (!commands.isEmpty()) {
            throw new StackUnavailableException("to build a kernel there must be " + String.join(", ", commands)
                    + ". Install what is missing (Debian: apt-get install " + String.join(" ", packages) + ").");
        }
    }

    private static boolean isOn(String path, String command) {
        for (String folder : path.split(":", -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, command))) {
                return true;
            }
        }
        return false;
    }

    /** A build of a user-mode kernel is a program of the host, and links with the C library. */
    static void requireLibrary() {
        try {
            Process process = GuardedProcess.start(new ProcessBuilder("gcc", "-print-file-name=libc.a"));
            String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!Path.of(found).isAbsolute()) {
                throw new StackUnavailableException("the static C library is missing: gcc finds no libc.a. Install it"
                        + " (Debian: apt-get install libc6-dev).");
            }
        } catch (IOException e) {
            throw new StackUnavailableException("cannot run gcc: " + e.getMessage(), e);
        }
    }
}
