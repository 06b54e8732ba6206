package org.lastack.certify;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;

/** A file or folder as it is typed. */
final class FileWord implements CommandLine.ITypeConverter<Path> {
    @Override
    public Path convert(String word) {
        try {
            return path(word);
        } catch (Problem e) {
            throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns the path. No word at all is none: Java would take it for the folder that one is in.
     *
     * @throws Problem when the word names no file
     */
    static Path path(String word) {
        if (word.isEmpty()) {
            throw new Problem("a file or folder without a name");
        }
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw new Problem("no file can be called " + word + ": " + e.getReason());
        }
    }
}
