package org.lastack.stacks.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastack.kit.stack.StackUnavailableException;

/**
 * Where the source of a kernel is.
 *
 * @param word what names it on the command line: {@code linux-6.12} or {@code linux=PATH}
 * @param version as far as it is known before it is unpacked
 * @param place an archive, or the folder of a tree
 * @param isTree whether it is a tree, which somebody may be working on
 */
record KernelSource(String word, String version, Path place, boolean isTree) {
    private static final Path PACKAGES = Path.of("/usr/src");
    private static final Pattern VERSION = Pattern.compile("linux-([0-9]+\\.[0-9]+)");
    private static final String TREE = "linux=";
    private static final Pattern NUMBER = Pattern.compile("(?m)^(VERSION|PATCHLEVEL|SUBLEVEL) *= *([0-9]+)$");

    /** Tells whether a word names a kernel. */
    static boolean isNamedBy(String word) {
        return word.startsWith(TREE) || VERSION.matcher(word).matches();
    }

    /** Returns the word for the version: linux-6.12 for any 6.12. */
    static String versionOf(String word) {
        if (!word.startsWith(TREE)) {
            return word;
        }
        String[] numbers = of(word).version.split("\\.", -1);
        return "linux-" + numbers[0] + (numbers.length > 1 ? "." + numbers[1] : "");
    }

    /**
     * Finds it.
     *
     * @throws StackUnavailableException when it is not there, with how to get it
     */
    static KernelSource of(String word) {
        return of(word, PACKAGES);
    }

    /** Finds it, where packages put their archives into this folder. */
    static KernelSource of(String word, Path packages) {
        Matcher version = VERSION.matcher(word);
        if (version.matches()) {
            return archive(word, version.group(1), packages);
        }
        Path tree = Path.of(word.substring(TREE.length())).toAbsolutePath().normalize();
        if (!Files.isRegularFile(tree.resolve("Makefile")) || !Files.isDirectory(tree.resolve("arch/um"))) {
            throw new StackUnavailableException(tree + " is no source tree of Linux: there is no arch/um in it");
        }
        return new KernelSource(word, treeVersion(tree), tree, true);
    }

    private static KernelSource archive(String word, String version, Path packages) {
        String debian = "linux-source-" + version;
        Path archive = packages.resolve(debian + ".tar.xz");
        if (!Files.isReadable(archive)) {
            throw new StackUnavailableException("the source of Linux " + version + " is missing: there is no " + archive
                    + ". Install it (Debian: apt-get install " + debian + "), or name a tree: linux=PATH.");
        }
        return new KernelSource(word, version, archive, false);
    }

    private static String treeVersion(Path tree) {
        try {
            Matcher number = NUMBER.matcher(Files.readString(tree.resolve("Makefile"), StandardCharsets.ISO_8859_1));
            StringBuilder version = new StringBuilder();
            for (int i = 0; i < 3 && number.find(); i++) {
                version.append(i == 0 ? "" : ".").append(number.group(2));
            }
            return version.toString();
        } catch (IOException e) {
            throw new StackUnavailableException("cannot read " + tree.resolve("Makefile") + ": " + e.getMessage(), e);
        }
    }

    /** Returns what a build of it depends on, the configuration aside. */
    String state() {
        try {
            return isTree
                    ? place.toString()
                    : Files.size(place) + " " + Files.getLastModifiedTime(place).toMillis();
        } catch (IOException e) {
            throw new StackUnavailableException("cannot look at " + place + ": " + e.getMessage(), e);
        }
    }
}
