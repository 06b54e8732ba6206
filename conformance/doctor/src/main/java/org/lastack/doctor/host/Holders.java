package org.lastack.doctor.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lastack.doctor.Owner;

/** Which processes hold which sockets: /proc/PID/fd, as far as this user may look. */
final class Holders {
    /** Of a container: docker, containerd, cri-o and podman all name its control group with this number. */
    private static final Pattern CONTAINER = Pattern.compile("([0-9a-f]{12})[0-9a-f]{52}");

    private static final Pattern SERVICE = Pattern.compile("/([^/]+\\.service)(/|$)");
    private static final String SOCKET = "socket:[";

    private final Path proc;
    private final Map<Long, List<Owner>> owners = new HashMap<>();
    private boolean everyone = true;

    private Holders(Path proc) {
        this.proc = proc;
    }

    /** Looks through all processes for those that hold these inodes. */
    static Holders of(Path proc, Set<Long> inodes) {
        Holders holders = new Holders(proc);
        // With the mount option hidepid others' processes are not even listed.
        holders.everyone = Files.exists(proc.resolve("1"));
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            processes.forEach(process -> holders.look(process, inodes));
        } catch (IOException e) {
            holders.everyone = false;
        }
        return holders;
    }

    boolean everyone() {
        return everyone;
    }

    List<Owner> of(long inode) {
        return owners.getOrDefault(inode, List.of());
    }

    private void look(Path process, Set<Long> inodes) {
        Owner owner = null;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                long inode = inode(descriptor);
                if (inodes.contains(inode)) {
                    owner = owner == null ? owner(process) : owner;
                    List<Owner> all = owners.computeIfAbsent(inode, i -> new ArrayList<>());
                    if (!all.contains(owner)) {
                        all.add(owner);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return; // it has ended meanwhile
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // A process that has ended and was not waited for has no descriptors to look at.
            everyone &= !Files.exists(process) || "Z".equals(state(process));
        }
    }

    private static long inode(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith(SOCKET)
                    ? Long.parseLong(target.substring(SOCKET.length(), target.length() - 1))
                    : 0;
        } catch (IOException e) {
            return 0; // it was closed meanwhile
        }
    }

    private Owner owner(Path process) {
        int pid = Integer.parseInt(proc.relativize(process).toString());
        String state = state(process);
        return new Owner(
                pid,
                line(process.resolve("comm")),
                place(line(process.resolve("cgroup"))),
                "T".equalsIgnoreCase(state));
    }

    /** The state comes after the name in brackets, which may have anything in it. */
    private static String state(Path process) {
        String stat = line(process.resolve("stat"));
        int after = stat.lastIndexOf(')') + 2;
        return after > 1 && after < stat.length() ? stat.substring(after, after + 1) : "";
    }

    static String place(String groups) {
        Matcher container = CONTAINER.matcher(groups);
        if (container.find()) {
            return "container " + container.group(1);
        }
        Matcher service = SERVICE.matcher(groups);
        String last = "";
        while (service.find()) {
            last = service.group(1);
        }
        return last;
    }

    private static String line(Path file) {
        String text = read(file);
        return text == null ? "" : text;
    }

    private static @Nullable String read(Path file) {
        try {
            return ProcFiles.text(file);
        } catch (IOException e) {
            return null;
        }
    }
}
