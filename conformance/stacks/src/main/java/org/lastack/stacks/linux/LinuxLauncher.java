package org.lastack.stacks.linux;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lastack.kit.stack.StackUnavailableException;

/**
 * Lets an ordinary user run what needs network namespaces: starts the same command line again, inside a user namespace in
 * which the user is root. The kernel lets only a process with one thread enter a user namespace, which a JVM never is; so
 * unshare(1) does it, which is part of util-linux and on every system.
 */
public final class LinuxLauncher {
    /** Set in the process inside to the number of the one outside, so that it does not start itself for ever. */
    private static final String INSIDE = "LASTACK_INSIDE";

    private static final List<String> UNSHARE = List.of("unshare", "--user", "--map-root-user", "--net", "--");

    /** Java ends with 1 when it cannot be started, and 1 is a verdict: the process inside says its verdict with one that no program uses. */
    private static final int ONE = 195;

    private LinuxLauncher() {}

    /**
     * Tells whether {@link #relaunch} is needed before a {@link LinuxStack} can be opened.
     *
     * @throws StackUnavailableException when this is no system for it
     */
    public static boolean needed() throws StackUnavailableException {
        requireLinux();
        OrphanLimit.restoreLeft();
        if (!inside()) {
            return !Namespace.allowed();
        }
        endWithOuter();
        return false;
    }

    /** The outer process may be killed in a way that it cannot pass on, and may have been before this is called. */
    private static void endWithOuter() {
        LibC.prctl(LibC.PR_SET_PDEATHSIG, LibC.SIGKILL);
        String parent = ProcessHandle.current().parent().map(p -> p.pid() + "").orElse("none");
        if (!parent.equals(System.getenv(INSIDE))) {
            throw new StackUnavailableException("the lastack outside of this user namespace was killed");
        }
    }

    /** Tells whether this process was started again inside a user namespace. */
    public static boolean inside() {
        return System.getenv(INSIDE) != null;
    }

    /** Returns the code with which this process has to end for that one to reach who waits, see {@link #relaunch}. */
    public static int exitCode(int code) {
        return inside() && code == 1 ? ONE : code;
    }

    /**
     * Runs this process's own command line again, inside, with the same input and output, and waits for it.
     *
     * @return its exit code
     * @throws StackUnavailableException when user namespaces are not to be had
     */
    public static int relaunch() throws StackUnavailableException {
        Tun.requireDevice();
        try {
            require(UNSHARE);
            List<String> command = new ArrayList<>(UNSHARE);
            command.addAll(ownCommand());
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().put(INSIDE, ProcessHandle.current().pid() + "");
            Process inside = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(inside::destroy));
            int code = inside.waitFor();
            if (code == 1) {
                throw new StackUnavailableException("Java did not start in the user namespace, though it did outside:"
                        + " is there memory for two of it?");
            }
            return code == ONE ? 1 : code;
        } catch (IOException e) {
            throw new StackUnavailableException("cannot start again in a user namespace: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackUnavailableException("interrupted while running in a user namespace", e);
        }
    }

    /** Tries the namespace with nothing in it, so that a refusal is not taken for the exit code of the real thing. */
    private static void require(List<String> unshare)
            throws IOException, InterruptedException, StackUnavailableException {
        List<String> command = new ArrayList<>(unshare);
        command.add("true");
        Process probe;
        try {
            probe = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new StackUnavailableException(
                    "cannot run unshare, with which an ordinary user gets a network namespace: install util-linux, or run"
                            + " as root",
                    e);
        }
        String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (probe.waitFor() != 0) {
            throw new StackUnavailableException("user namespaces are forbidden here (" + said + "): " + remedy());
        }
    }

    private static String remedy() {
        if (reads("/proc/sys/user/max_user_namespaces", "0")) {
            return "run as root, or raise /proc/sys/user/max_user_namespaces";
        }
        if (reads("/proc/sys/kernel/unprivileged_userns_clone", "0")) {
            return "run as root, or set /proc/sys/kernel/unprivileged_userns_clone to 1";
        }
        if (reads("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1")) {
            return "run as root, or set /proc/sys/kernel/apparmor_restrict_unprivileged_userns to 0";
        }
        return "run as root, or outside of the sandbox that forbids them";
    }

    private static boolean reads(String file, String value) {
        Path path = Path.of(file);
        return Files.isReadable(path) && ProcFile.read(path).equals(value);
    }

    private static List<String> ownCommand() throws IOException {
        String line = Files.readString(Path.of("/proc/self/cmdline"));
        List<String> words = new ArrayList<>(List.of(line.split("\0", -1)));
        words.remove(words.size() - 1);
        words.set(0, Files.readSymbolicLink(Path.of("/proc/self/exe")).toString());
        return words;
    }

    /** Checks for a 64-bit little-endian Linux, which the structures that pass to the kernel are made for. */
    static void requireLinux() throws StackUnavailableException {
        String system = System.getProperty("os.name", "");
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean fits = machine.contains("64") && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        if (!system.equals("Linux") || !fits) {
            throw new StackUnavailableException("the linux stack is the running kernel of a 64-bit Linux, and this is "
                    + system + " " + machine + ": use a Linux machine, or certify another stack");
        }
        try {
            LibC.load();
        } catch (LinkageError e) {
            throw new StackUnavailableException(
                    "JNA cannot load its native part ("
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "): give it a folder with room, that programs may run from, with"
                            + " LASTACK_JAVA_OPTIONS=-Djna.tmpdir=FOLDER",
                    e);
        }
        if (!Files.isDirectory(Path.of("/proc/sys/net")) || !Files.isReadable(Path.of("/proc/thread-self/net/tcp"))) {
            throw new StackUnavailableException("/proc is not mounted here, or is hidden: 'mount -t proc proc /proc'");
        }
    }
}
