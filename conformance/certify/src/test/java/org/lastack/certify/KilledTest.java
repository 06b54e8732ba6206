package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After {@code kill -9} of a certification, at any moment, none of the program's processes is left. */
class KilledTest {
    /** How often; with {@code -Dlastack.kills=50} longer. */
    private static final int KILLS = Integer.getInteger("lastack.kills", 20);

    /** Answers everything, starts anew for each scenario, minds neither signals nor the end of its input, and leaves daemons. */
    private static final String STAYS = """
            trap '' HUP INT QUIT TERM PIPE
            (setsid env -i sleep WORD &)
            : >MARKER
            while :; do
                while read -r line; do
                    case $line in
                        hello*) echo ok toy 1 clock=virtual msl_ms=1000 rto_ms=200 ;;
                        again*) echo err EOPNOTSUPP ;;
                        deliver*|advance*) echo ok ;;
                        accept*) echo err EAGAIN ;;
                        bye*) (env -i setsid sleep WORD &) ; sleep WORD ;;
                        *) echo ok ;;
                    esac
                done
                sleep WORD
            done
            """;

    @TempDir
    private Path temp;

    @Test
    void nothing_outlives_a_kill_at_any_moment() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < KILLS; i++) {
            String word = Traces.nap();
            Path marker = temp.resolve("started-" + i);
            Process lastack = certify(STAYS.replace("WORD", word).replace("MARKER", "'" + marker + "'"));
            while (!Files.exists(marker)) {
                assertTrue(lastack.isAlive(), "it ended before it was killed");
                TimeUnit.MILLISECONDS.sleep(1);
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(600_000));
            lastack.destroyForcibly().waitFor();
            assertEquals(List.of(), Traces.left(word), "after kill " + i);
        }
    }

    private Process certify(String script) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "certify", "--patience", "60s", "--", "sh", "-c", script));
        return new ProcessBuilder(command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }
}
