package org.lastack.kit.report;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be read or written. */
public final class Reasons {
    private Reasons() {}

    /** Returns the reason in words; Java gives only the name of the file for the most frequent ones. */
    public static String of(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is a file";
        }
        if (e instanceof CharacterCodingException) {
            return "it is no text in UTF-8";
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null
                ? e.getClass().getSimpleName()
                : reason.equals("Is a directory") ? "it is a folder" : reason;
    }

    /** Returns the reason after the file, where that is known. */
    public static String withFile(IOException e) {
        String file = e instanceof FileSystemException f ? f.getFile() : null;
        return (file == null ? "cannot read or write a file" : "cannot use " + file) + ": " + of(e);
    }
}
