package org.lastack.stacks.linux;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.StackUnavailableException;

/** What the system does not give, in words: it is no fault of the stack, and no verdict can be had of it. */
public final class Shortage {
    private static final String FILES = "Too many open files";
    private static final String FILES_REMEDY =
            "too many open files: raise the limit, for example with 'ulimit -n 4096', or use fewer rules or tries";

    /** A whole certification has 2700 open at the same time, the least of them with lastack itself some hundred. */
    private static final int LEAST_FILES = 512;

    private static final Pattern LIMIT = Pattern.compile("^Max open files +(\\d+)", Pattern.MULTILINE);

    private Shortage() {}

    /**
     * Checks that this process may open enough files. Where it may not, even a class that is needed to say so may be missing.
     *
     * @throws StackUnavailableException when it may not
     */
    public static void requireFiles() {
        Path limits = Path.of("/proc/self/limits");
        Matcher limit = LIMIT.matcher(Files.isReadable(limits) ? ProcFile.read(limits) : "");
        if (limit.find() && Long.parseLong(limit.group(1)) < LEAST_FILES) {
            throw new StackUnavailableException("no more than " + limit.group(1)
                    + " files may be open here, and scenarios on the kernel need hundreds at the same time: raise the limit"
                    + " with 'ulimit -n 4096'");
        }
    }

    /** Tells what could not be done, and why, by the error number. */
    static StackUnavailableException of(String what, int errno) {
        return new StackUnavailableException("cannot " + what + ": "
                + switch (errno) {
                    case LinuxErrno.EMFILE -> FILES_REMEDY;
                    case LinuxErrno.ENFILE ->
                        "too many open files in the whole system: raise fs.file-max, or end others";
                    case LinuxErrno.ENOMEM, LinuxErrno.ENOBUFS -> "the kernel has no memory left for it: end others";
                    case LinuxErrno.EACCES, LinuxErrno.EPERM -> "permission denied";
                    case LinuxErrno.EROFS -> "it is read-only here";
                    default -> "errno " + errno;
                });
    }

    /** Tells whether the error number says that the system is short of something, not that the call was wrong. */
    static boolean is(int errno) {
        return errno == LinuxErrno.EMFILE
                || errno == LinuxErrno.ENFILE
                || errno == LinuxErrno.ENOMEM
                || errno == LinuxErrno.ENOBUFS;
    }

    /** Returns why a file could not be used, without its name. */
    static String reason(IOException e) {
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        String text = reason == null ? e.getClass().getSimpleName() : reason;
        if (text.contains(FILES)) {
            return FILES_REMEDY;
        }
        return e instanceof AccessDeniedException ? "permission denied" : text;
    }

    /** Finds a shortage behind what was thrown: of descriptors, threads or memory; null when it is something else. */
    public static @Nullable StackUnavailableException behind(Throwable thrown) {
        for (Throwable one = thrown; one != null; one = one.getCause()) {
            String said = String.valueOf(one.getMessage());
            if (one instanceof StackUnavailableException known) {
                return known;
            }
            if (said.contains(FILES)) {
                return new StackUnavailableException(FILES_REMEDY, thrown);
            }
            if (one instanceof OutOfMemoryError) {
                return new StackUnavailableException(
                        said.contains("thread")
                                ? "no more threads are to be had: raise the limit ('ulimit -u', or that of the container)"
                                : "out of memory (" + said + "): give Java more, or use fewer rules or tries",
                        thrown);
            }
        }
        return null;
    }
}
