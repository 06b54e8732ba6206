package org.lastack.stacks.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.line.GuardedProcess;

/** A program that builds: what it says is heard line by line, and it does not go on for ever. */
final class Make {
    private static final int KEPT = 200;

    private final Duration most;
    private final Deque<String> last = new ArrayDeque<>();

    Make(Duration most) {
        this.most = most;
    }

    /**
     * Runs a command to its end.
     *
     * @param heard hears each line
     * @throws StackUnavailableException when it fails, with the first line that looks like the reason
     */
    void run(Path folder, List<String> command, Consumer<String> heard) {
        last.clear();
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("KBUILD_") || name.equals("MAKEFLAGS"));
            builder.environment().put("LC_ALL", "C");
            Process process = GuardedProcess.start(builder);
            process.getOutputStream().close();
            finish(process, command, heard);
        } catch (IOException e) {
            throw new StackUnavailableException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        }
    }

    private void finish(Process process, List<String> command, Consumer<String> heard) throws IOException {
        Timer limit = new Timer("lastack-make", true);
        limit.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        end(process);
                    }
                },
                most.toMillis());
        boolean ended = false;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                heard.accept(line);
            }
            int code = process.waitFor();
            ended = true;
            if (code != 0) {
                throw new StackUnavailableException(command.get(0) + " failed: " + reason(code));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackUnavailableException("interrupted while a kernel was built", e);
        } finally {
            limit.cancel();
            if (!ended) {
                end(process);
            }
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void keep(String line) {
        last.add(line);
        if (last.size() > KEPT) {
            last.remove();
        }
    }

    private String reason(int code) {
        List<String> said = new ArrayList<>(last);
        return said.stream()
                .filter(l -> l.contains("error:") || l.contains("***") || l.contains("undefined reference"))
                .findFirst()
                .or(() -> said.stream().reduce((a, b) -> b))
                .map(String::strip)
                .orElse("exit code " + code);
    }
}
