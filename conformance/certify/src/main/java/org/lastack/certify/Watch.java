package org.lastack.certify;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Tells when a program, or the classes of a stack in Java, have been built anew. */
final class Watch {
    /** Real time: what somebody builds is not of the kit's clock. */
    private static final long EVERY_MILLISECONDS = 300;

    private final List<Path> places;

    /**
     * Watches files, and folders with all that is in them.
     *
     * @param words a program with its arguments, or the entries of a class path; those that are no files are passed over
     * @throws Problem when none is a file
     */
    Watch(List<String> words) {
        List<Path> found = new ArrayList<>();
        words.stream().map(Path::of).filter(Files::exists).forEach(found::add);
        if (found.isEmpty()) {
            throw new Problem("--watch finds no file in: " + String.join(" ", words));
        }
        this.places = found;
    }

    static Watch classPath(String places) {
        return new Watch(List.of(places.split(File.pathSeparator)));
    }

    /** Returns what a person calls what is watched. */
    String places() {
        return String.join(", ", places.stream().map(Path::toString).toList());
    }

    /** Returns how all of it looks now: another build looks otherwise. */
    Map<Path, String> look() {
        Map<Path, String> seen = new TreeMap<>();
        for (Path place : places) {
            try (Stream<Path> files = Files.walk(place)) {
                files.forEach(file -> seen.put(file, stamp(file)));
            } catch (IOException | UncheckedIOException e) {
                seen.put(place, ""); // it is being built
            }
        }
        return seen;
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
            return of.isDirectory() ? "folder" : of.lastModifiedTime() + " " + of.size() + " " + of.fileKey();
        } catch (NoSuchFileException e) {
            return ""; // it is being built
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it looks otherwise than before, and no longer changes. */
    void await(Map<Path, String> before) throws InterruptedException {
        Map<Path, String> last = before;
        Map<Path, String> now = look();
        while (now.equals(before) || !now.equals(last) || now.containsValue("")) {
            Thread.sleep(EVERY_MILLISECONDS);
            last = now;
            now = look();
        }
    }
}
