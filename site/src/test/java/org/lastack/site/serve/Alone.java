package org.lastack.site.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A server in a process of its own, with a folder for temporary files that nobody else uses. */
record Alone(Process process, String address) implements AutoCloseable {
    /** Starts one and waits until it serves. */
    static Alone start(Path site, Path temporary) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Alone.class.getName(),
                        site.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new Alone(process, String.valueOf(out.readLine()));
    }

    /** Gives it no time to put anything in order: SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends it as a reader does. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    public static void main(String[] args) throws Exception {
        Server server = Server.start(Path.of(args[0]), 0);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        System.out.println(server.address());
        Thread.currentThread().join();
    }
}
