package org.lastack.site.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What becomes of processes, those included that nobody waits for. */
public final class Processes {
    private static final int LOOKS = 250;
    private static final int EACH_MS = 20;

    private Processes() {}

    /** Tells whether the process ends within some seconds. */
    public static boolean end(long pid) throws InterruptedException {
        for (int i = 0; i < LOOKS; i++) {
            if (ended(pid)) {
                return true;
            }
            Thread.sleep(EACH_MS);
        }
        return false;
    }

    /**
     * One that is dead and that its parent has not asked about counts as ended. One that ends between the opening and the
     * reading of its file answers ESRCH.
     */
    private static boolean ended(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return true;
        }
    }
}
