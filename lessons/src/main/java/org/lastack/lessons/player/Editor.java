package org.lastack.lessons.player;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The reader's own editor, for what is too long to type at a prompt. */
record Editor(String command) {
    /** The editor that the environment names; vi when it names none. */
    static Editor usual() {
        for (String name : new String[] {"VISUAL", "EDITOR"}) {
            String command = System.getenv(name);
            if (command != null && !command.isBlank()) {
                return new Editor(command);
            }
        }
        return new Editor("vi");
    }

    /** What a reader is told before it is opened. */
    String words() {
        String how = command.equals("vi")
                ? " In it, :wq leaves and runs what is written, and :cq leaves without running."
                : "";
        return "Opens in " + command + "; VISUAL or EDITOR names another one." + how;
    }

    /** Returns the text as the reader leaves it; null when there is no such editor, or it fails. */
    @Nullable
    String edit(String text) throws IOException {
        Path file = Files.createTempFile("lastack", ".java");
        try {
            Files.writeString(file, text.endsWith("\n") ? text : text + "\n");
            Process editor = new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", file.toString())
                    .inheritIO()
                    .start();
            return editor.waitFor() == 0 ? Files.readString(file) : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            Files.delete(file);
        }
    }
}
