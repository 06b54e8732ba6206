package org.lastack.stacks.linux;

import com.sun.jna.Native;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Segment;

/** Starts {@link Probe} in a JVM of its own. */
final class Children {
    private Children() {}

    static ProcessBuilder probe(List<String> prefix, Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-Xmx64m", "-cp", classPath(folder), Probe.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** Copies what the probe needs to where every user can read it. */
    private static String classPath(Path temp) throws Exception {
        Path folder = Files.createTempDirectory(temp, "classes");
        for (Path each : List.of(temp, folder)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        List<String> entries = new ArrayList<>();
        for (Class<?> one : List.of(Probe.class, LinuxStack.class, Profile.class, Segment.class, Native.class)) {
            Path source = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path copy = folder.resolve(entries.size() + "-" + source.getFileName());
            copyReadable(source, copy);
            entries.add(copy.toString());
        }
        return entries.stream().collect(Collectors.joining(File.pathSeparator));
    }

    private static void copyReadable(Path source, Path copy) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(source)) {
            all = walk.toList();
        }
        for (Path one : all) {
            Path target = copy.resolve(source.relativize(one).toString());
            if (source.equals(one)) {
                target = copy;
            }
            Files.copy(one, target);
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(Files.isDirectory(one) ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
