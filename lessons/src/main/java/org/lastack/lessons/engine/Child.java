package org.lastack.lessons.engine;

import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.lastack.lab.Lab;
import org.lastack.lessons.engine.Message.Kind;

/**
 * The JVM in which a lesson is compiled and run: it takes messages on its input, and answers on its output. Its compiler is as much
 * at the mercy of a snippet as what the snippet does, so both end when it is killed.
 */
final class Child {
    private static final int MOST_CALLS = 8;

    private final OutputStream answers = new FileOutputStream(FileDescriptor.out);
    private final BlockingQueue<Message> asked = new LinkedBlockingQueue<>();
    private final Thread runner = Thread.currentThread();

    private Child() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        new Child().serve();
    }

    private void serve() throws IOException, InterruptedException {
        DataInputStream commands = new DataInputStream(System.in);
        Thread reader = new Thread(() -> readUntilTheEnd(commands), "lastack-commands");
        reader.setDaemon(true);
        reader.start();
        ShownAsMessages shown = new ShownAsMessages();
        PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
        System.setIn(InputStream.nullInputStream());
        System.setOut(out);
        System.setErr(out);
        Snippets snippets = new Snippets(out, () -> shown.octets);
        say(Kind.ANSWER, List.of());
        while (true) {
            Thread.interrupted(); // a snippet may have left it so
            Message message = asked.take();
            if (message.kind() == Kind.FRESH) {
                snippets.close();
                drawings();
                snippets = new Snippets(out, () -> shown.octets);
            }
            say(Kind.ANSWER, answer(snippets, message));
        }
    }

    /** Reads ahead, so that the end is seen while a snippet runs: who sent the messages is gone then, killed perhaps. */
    private void readUntilTheEnd(DataInputStream commands) {
        try {
            while (true) {
                Message message = Message.read(commands, Integer.MAX_VALUE);
                if (message.kind() == Kind.WHERE) {
                    say(Kind.STANDS, stands());
                } else {
                    asked.add(message);
                }
            }
        } catch (IOException e) {
            return; // that is the end
        } finally {
            Family.kill(ProcessHandle.current());
            Runtime.getRuntime().halt(0);
        }
    }

    private List<String> stands() {
        return Arrays.stream(runner.getStackTrace())
                .takeWhile(call -> !call.getClassName().startsWith("REPL."))
                .map(call -> simple(call.getClassName()) + "." + call.getMethodName() + ":" + call.getLineNumber())
                .limit(MOST_CALLS)
                .toList();
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static List<String> answer(Snippets snippets, Message message) {
        List<String> texts = message.texts();
        try {
            return switch (message.kind()) {
                case RUN -> snippets.run(texts.get(0));
                case DRAWINGS -> drawings();
                case COMPLETENESS -> List.of(snippets.completeness(texts.get(0)));
                case COMPLETIONS -> snippets.completions(texts.get(0), Integer.parseInt(texts.get(1)));
                case FRESH, WHERE, SHOWN, STANDS, ANSWER -> List.of();
            };
        } catch (RuntimeException | Error e) {
            // The compiler's own, when a snippet is nested too deeply; or of a drawing that a reader wrote, which is
            // none then.
            return message.kind() == Kind.RUN ? Snippets.thrown(e) : List.of();
        }
    }

    private static List<String> drawings() {
        List<String> drawn = new ArrayList<>();
        List<String> texts = Lab.drawnTexts();
        List<String> pictures = Lab.takePictures();
        for (int i = 0; i < texts.size(); i++) {
            drawn.add(texts.get(i));
            drawn.add(pictures.get(i));
        }
        return drawn;
    }

    private void say(Kind kind, List<String> texts) throws IOException {
        byte[] octets = new Message(kind, texts).octets();
        synchronized (answers) {
            answers.write(octets);
        }
    }

    /** What a snippet prints. */
    private final class ShownAsMessages extends OutputStream {
        private volatile long octets;

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] from, int begin, int length) throws IOException {
            octets += length;
            // A letter may come in two writes: each octet goes as it is.
            say(Kind.SHOWN, List.of(new String(from, begin, length, StandardCharsets.ISO_8859_1)));
        }
    }
}
