package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.stacks.Start;

/** The script {@code lastack}, with a Java and a Maven that only say how they were called. */
class LauncherTest {
    private static final String FAKE_JAVA = """
            #!/bin/sh
            echo "java $*"
            """;

    private static final String FAKE_MAVEN = """
            #!/bin/sh
            if [ "$1" = --version ]; then
                echo "Apache Maven ${FAKE_MAVEN_VERSION:-3.9.9} (abc)"
                exit
            fi
            echo "build $*" >>"$FAKE_LOG"
            sleep "${FAKE_SECONDS:-0}"
            echo "[INFO] Building lastack kit 0.1.0-SNAPSHOT                            [3/5]"
            if [ -n "${FAKE_ERROR:-}" ]; then
                echo "[ERROR] $FAKE_ERROR"
                echo "[ERROR] -> [Help 1]"
                echo "[ERROR] "
                echo "[ERROR] read the following articles"
                exit 1
            fi
            case "$*" in
                *"-pl site "*) module=site name=site ;;
                *) module=conformance/certify name=certify ;;
            esac
            mkdir -p $module/target/lib
            echo jar >$module/target/lib/lastack-stacks-1.jar
            [ -z "${FAKE_JAR:-}" ] || cp "$FAKE_JAR" $module/target/lib/lastack-stacks-1.jar
            echo jar >$module/target/lastack-$name-1.jar
            """;

    /** The commands that the script may use; flock is not everywhere, and a test takes it away. */
    private static final List<String> COMMANDS = List.of(
            ("cat cksum cp date dirname find flock grep kill ln ls mkdir mv ps pwd readlink rm sed sh sleep sort tee tr")
                    .split(" "));

    /** A program that shows with what it was started, writes the file that it is told, and ends with 7. */
    private static final String FAKE_MAIN = """
            package org.lastack.certify;
            public class Main {
                public static void main(String[] words) throws Exception {
                    System.out.println("started");
                    java.nio.file.Files.writeString(java.nio.file.Path.of(words[0]), "written");
                    System.exit(7);
                }
            }
            """;

    private static final List<String> MODULES = List.of(
            "conformance/reference",
            "conformance/kit",
            "conformance/stacks",
            "lessons",
            "conformance/audit",
            "conformance/doctor",
            "conformance/certify",
            "site/playground",
            "site");

    @TempDir
    private Path temp;

    private Path tree;
    private Path tools;
    private Path jdk;
    private Path log;
    private List<String> words = List.of("certify", "two words");

    /** How a run ended. */
    private record Ended(int status, String output) {}

    @BeforeEach
    void makeATree() throws IOException {
        tree = temp.resolve("a tree");
        tools = Files.createDirectory(temp.resolve("tools"));
        jdk = temp.resolve("jdk");
        log = temp.resolve("log");
        for (String module : MODULES) {
            Path folder = Files.createDirectories(tree.resolve(module).resolve("src/main/java"));
            Files.writeString(folder.resolve("A.java"), "class A {}");
            Files.writeString(folder.resolve("../../../pom.xml").normalize(), "<project/>");
        }
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        Files.writeString(tree.resolve("site/package-lock.json"), "{}");
        Files.copy(launcher(), tree.resolve("lastack"));
        program(jdk.resolve("bin/java"), FAKE_JAVA);
        program(jdk.resolve("bin/javac"), FAKE_JAVA);
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        program(tools.resolve("mvn"), FAKE_MAVEN);
        program(tools.resolve("npm"), "#!/bin/sh\n");
        for (String command : COMMANDS) {
            Path path = find(command);
            if (path != null) {
                program(tools.resolve(command), "#!/bin/sh\nexec " + path + " \"$@\"\n");
            }
        }
    }

    private static Path launcher() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("lastack"))) {
            folder = folder.getParent();
        }
        return folder.resolve("lastack");
    }

    private static Path find(String command) {
        return Stream.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin")
                .map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static void program(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process start(Path script, String... variables) throws IOException {
        List<String> command = new ArrayList<>(words);
        command.add(0, script.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(temp, "out", "").toFile());
        builder.directory(temp.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().put("FAKE_LOG", log.toString());
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return builder.start();
    }

    private Ended run(String... variables) throws Exception {
        return run(tree.resolve("lastack"), variables);
    }

    private Ended run(Path script, String... variables) throws Exception {
        List<Path> before = outputs();
        Process process = start(script, variables);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "hangs");
        List<Path> after = outputs();
        after.removeAll(before);
        return new Ended(process.exitValue(), Files.readString(after.get(0)));
    }

    private List<Path> outputs() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return new ArrayList<>(files.filter(f -> f.getFileName().toString().startsWith("out"))
                    .toList());
        }
    }

    private int builds() throws IOException {
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @Test
    void builds_on_first_use_says_so_and_hands_the_arguments_on() throws Exception {
        Ended first = run();
        assertEquals(0, first.status(), first.output());
        assertTrue(first.output().contains("lastack: building"), first.output());
        assertTrue(first.output().contains("[3/5] lastack kit 0.1.0-SNAPSHOT"), first.output());
        assertTrue(first.output().contains("org.lastack.certify.Main certify two words"), first.output());
        String asked = Files.readString(log);
        assertTrue(asked.contains("-pl conformance/certify -am package"), asked);
    }

    @Test
    void builds_again_only_when_a_source_or_a_pom_changed() throws Exception {
        run();
        Ended second = run();
        assertEquals(1, builds());
        assertTrue(second.output().startsWith("java "), second.output());
        Files.writeString(tree.resolve("conformance/kit/src/main/java/B.java"), "class B {}");
        run();
        assertEquals(2, builds());
        Files.delete(tree.resolve("conformance/kit/src/main/java/B.java"));
        run();
        assertEquals(2, builds(), "what it was before is still there");
        Files.writeString(tree.resolve("conformance/stacks/pom.xml"), "<project></project>");
        run();
        assertEquals(3, builds());
    }

    /** A JVM ends with 1 when it cannot start, and so does a certification that fails. */
    @Test
    void a_java_that_does_not_start_is_no_verdict() throws Exception {
        program(jdk.resolve("bin/java"), "#!/bin/sh\necho 'Picked up X' >&2\necho 'no memory' >&2\nexit 1\n");
        Ended ended = run();
        assertEquals(2, ended.status(), ended.output());
        assertEquals("lastack: Java does not start: no memory \n", ended.output());
    }

    @Test
    void options_that_java_refuses_are_no_verdict() throws Exception {
        useRealJava();
        for (String options : List.of("-XX:+NoSuchOption", "-Xmx1k", "-Dx=a b", "-agentlib:none", "--nothing")) {
            Ended ended = run("LASTACK_JAVA_OPTIONS=" + options);
            assertEquals(2, ended.status(), ended.output());
            assertTrue(ended.output().contains("lastack: Java does not start: "), ended.output());
        }
        Ended ended = run("JAVA_TOOL_OPTIONS=-XX:+NoSuchOption");
        assertEquals(2, ended.status(), ended.output());
    }

    @Test
    void a_program_that_is_not_there_is_no_verdict() throws Exception {
        useRealJava();
        words = List.of(temp.resolve("made").toString());
        assertEquals(7, run("FAKE_JAR=" + jar(true)).status());
        Files.writeString(tree.resolve("conformance/kit/src/main/java/C.java"), "class C {}");
        Ended ended = run("FAKE_JAR=" + jar(false));
        assertEquals(2, ended.status(), ended.output());
        assertTrue(ended.output().contains("lastack: what was built is incomplete"), ended.output());
        Path app = apps().get(0);
        Files.delete(app.resolve("lastack-stacks-1.jar"));
        Files.delete(apps().get(1).resolve("lastack-stacks-1.jar"));
        ended = run();
        assertEquals(2, ended.status(), ended.output());
        assertTrue(ended.output().contains("lastack: what was built is incomplete"), ended.output());
    }

    private List<Path> apps() throws IOException {
        try (Stream<Path> files = Files.list(tree.resolve("conformance/certify/target"))) {
            return files.filter(f -> f.getFileName().toString().startsWith("app-"))
                    .toList();
        }
    }

    /** Whatever the locale says of letters: the names are octets that only the shell sees here. */
    @Test
    void names_beyond_ascii_need_no_locale() throws Exception {
        useRealJava();
        Path jar = jar(true);
        Path script = temp.resolve("script");
        Files.writeString(script, """
                odd=$(printf 'Gr\\303\\266\\303\\237e \\344\\270\\255')
                [ -d "$odd" ] || mv "a tree" "$odd"
                "./$odd/lastack" "$PWD/$odd/$odd.txt"
                echo "ended with $?"
                cat "$odd/$odd.txt"
                """);
        for (String locale : List.of("LC_ALL=C", "LC_ALL=POSIX", "LANG=xx_XX.UTF-8", "NONE=")) {
            words = List.of(script.toString());
            Ended ended = run(Path.of("/bin/sh"), "FAKE_JAR=" + jar, locale);
            assertTrue(ended.output().contains("started\nended with 7\nwritten"), locale + ": " + ended.output());
        }
    }

    @Test
    void closed_standard_descriptors_are_told_or_harmless() throws Exception {
        useRealJava();
        Path jar = jar(true);
        for (String closed : List.of(">&-", "<&-", "2>&-", "<&- 2>&-")) {
            Path script = temp.resolve("script");
            Files.writeString(
                    script, "'" + tree + "/lastack' '" + temp + "/made' " + closed + "\necho \"ended with $?\"\n");
            words = List.of(script.toString());
            Ended ended = run(Path.of("/bin/sh"), "FAKE_JAR=" + jar);
            String expected = closed.equals(">&-")
                    ? "lastack: standard output is closed\nended with 2\n"
                    : "started\nended with 7\n";
            assertTrue(ended.output().endsWith(expected), closed + ": " + ended.output());
        }
    }

    @Test
    void a_folder_that_java_cannot_name_is_no_verdict() throws Exception {
        Files.move(tree, temp.resolve("a:tree"));
        Ended ended = run(temp.resolve("a:tree/lastack"));
        assertEquals(2, ended.status(), ended.output());
        assertTrue(ended.output().contains("a colon in its name"), ended.output());
    }

    private void useRealJava() throws IOException {
        jdk = Path.of(System.getProperty("java.home"));
        program(tools.resolve("cut"), "#!/bin/sh\nexec /usr/bin/cut \"$@\"\n");
    }

    /** A jar with what starts the program, and with the program unless that is to be missed. */
    private Path jar(boolean whole) throws IOException {
        Path source = Files.createDirectories(temp.resolve("source/org/lastack/certify"))
                .resolve("Main.java");
        Files.writeString(source, FAKE_MAIN);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--release",
                        "17",
                        "-d",
                        temp.resolve("source").toString(),
                        source.toString());
        assertEquals(0, status);
        Path jar = temp.resolve(whole ? "whole.jar" : "part.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream start = Start.class.getResourceAsStream("Start.class")) {
            out.putNextEntry(new ZipEntry("org/lastack/stacks/Start.class"));
            start.transferTo(out);
            if (whole) {
                out.putNextEntry(new ZipEntry("org/lastack/certify/Main.class"));
                out.write(Files.readAllBytes(source.resolveSibling("Main.class")));
            }
        }
        return jar;
    }

    @Test
    void writes_nothing_when_all_is_built() throws Exception {
        run();
        List<String> before = listing();
        run();
        assertEquals(before, listing());
    }

    private List<String> listing() throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted().toList()) {
                all.add(file + " " + Files.getLastModifiedTime(file));
            }
        }
        return all;
    }

    @Test
    void works_through_symbolic_links() throws Exception {
        Path one = Files.createSymbolicLink(temp.resolve("one"), Path.of("a tree/lastack"));
        Path two = Files.createSymbolicLink(temp.resolve("two"), one);
        Ended ended = run(two);
        assertEquals(0, ended.status(), ended.output());
        assertTrue(ended.output().contains("-Dlastack.home=" + tree.toRealPath()), ended.output());
    }

    @Test
    void two_at_the_same_time_build_once() throws Exception {
        Process one = start(tree.resolve("lastack"), "FAKE_SECONDS=1");
        Process two = start(tree.resolve("lastack"), "FAKE_SECONDS=1");
        assertTrue(one.waitFor(60, TimeUnit.SECONDS) && two.waitFor(60, TimeUnit.SECONDS), "hangs");
        assertEquals(List.of(0, 0), List.of(one.exitValue(), two.exitValue()));
        assertEquals(1, builds());
    }

    @Test
    void without_flock_one_alone_builds_all_the_same() throws Exception {
        Files.deleteIfExists(tools.resolve("flock"));
        assertEquals(0, run().status());
        assertEquals(1, builds());
    }

    @Test
    void a_failed_build_shows_the_errors_and_ends_with_2() throws Exception {
        Ended ended = run("FAKE_ERROR=A.java:[1,2] ';' expected");
        assertEquals(2, ended.status());
        assertTrue(ended.output().contains("[ERROR] A.java:[1,2] ';' expected"), ended.output());
        assertTrue(ended.output().contains("lastack: the build failed"), ended.output());
        assertTrue(!ended.output().contains("articles") && !ended.output().contains("network"), ended.output());
        assertEquals(0, run().status(), "and the next one is not spoilt by it");
    }

    @Test
    void a_library_that_cannot_be_fetched_is_told_from_an_error_in_the_code() throws Exception {
        Ended ended = run("FAKE_ERROR=Could not transfer artifact");
        assertTrue(ended.output().contains("is the network there?"), ended.output());
    }

    @Test
    void a_missing_or_old_java_is_told() throws Exception {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        assertEquals(
                new Ended(
                        2,
                        "lastack: Java 17 or later is needed; " + jdk
                                + "/bin/java is 11.0.2. Set JAVA_HOME to a newer JDK.\n"),
                run());
        Ended wrong = run("JAVA_HOME=/nowhere");
        assertEquals(2, wrong.status());
        assertTrue(wrong.output().contains("JAVA_HOME is /nowhere"), wrong.output());
        Ended none = run("JAVA_HOME=");
        assertEquals(2, none.status());
        assertTrue(none.output().startsWith("lastack: Java is missing. Install a JDK, 17 or later"), none.output());
    }

    @Test
    void a_missing_or_old_maven_is_told_when_it_is_needed() throws Exception {
        Ended old = run("FAKE_MAVEN_VERSION=3.5.4");
        assertEquals(2, old.status());
        assertTrue(old.output().contains("Maven 3.6.3 or later is needed"), old.output());
        assertEquals(0, run().status());
        Files.delete(tools.resolve("mvn"));
        assertEquals(0, run().status(), "not needed when all is built");
        Files.writeString(tree.resolve("pom.xml"), "<project></project>");
        Ended none = run();
        assertEquals(2, none.status());
        assertTrue(none.output().contains("must be built, and Maven is missing"), none.output());
    }

    @Test
    void a_tree_that_cannot_be_written_is_told() throws Exception {
        Files.writeString(tree.resolve("conformance/certify/target"), "a file where the folder should be");
        Ended ended = run();
        assertEquals(2, ended.status());
        assertTrue(ended.output().contains("cannot be written"), ended.output());
    }

    @Test
    void native_access_is_granted_to_a_java_that_knows_the_option() throws Exception {
        assertTrue(!run().output().contains("native-access"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
        assertTrue(run().output().contains("--enable-native-access=ALL-UNNAMED"));
    }

    @Test
    void the_site_is_a_program_of_its_own() throws Exception {
        words = List.of("site", "--out", "two words");
        Ended first = run();
        assertEquals(0, first.status(), first.output());
        assertTrue(first.output().contains("org.lastack.site.Main --out two words"), first.output());
        assertTrue(Files.readString(log).contains("-pl site -am package"), Files.readString(log));
        assertEquals(0, run().status());
        assertEquals(1, builds());
    }

    @Test
    void what_only_the_site_is_made_of_is_nothing_to_the_others() throws Exception {
        Files.delete(tools.resolve("npm"));
        assertEquals(0, run().status(), "without npm");
        assertEquals(1, builds());
        Files.writeString(tree.resolve("site/src/main/java/B.java"), "class B {}");
        assertEquals(0, run().status());
        assertEquals(1, builds(), "and nothing was built again");
    }

    @Test
    void the_site_is_built_again_when_its_sources_or_its_scripts_from_elsewhere_changed() throws Exception {
        words = List.of("site");
        run();
        Files.writeString(tree.resolve("site/package-lock.json"), "{ }");
        run();
        assertEquals(2, builds());
        Files.writeString(tree.resolve("conformance/certify/src/main/java/B.java"), "class B {}");
        run();
        assertEquals(2, builds(), "it has nothing of the other program");
    }

    @Test
    void a_missing_npm_is_told_when_the_site_must_be_built() throws Exception {
        words = List.of("site");
        Files.delete(tools.resolve("npm"));
        Ended none = run();
        assertEquals(2, none.status());
        assertTrue(none.output().contains("the site must be built, and npm is missing"), none.output());
    }

    @Test
    void both_programs_take_turns_in_building() throws Exception {
        Process one = start(tree.resolve("lastack"), "FAKE_SECONDS=2");
        while (!Files.exists(log)) {
            Thread.sleep(20);
        }
        words = List.of("site");
        Process two = start(tree.resolve("lastack"));
        assertTrue(one.waitFor(60, TimeUnit.SECONDS) && two.waitFor(60, TimeUnit.SECONDS), "hangs");
        assertEquals(List.of(0, 0), List.of(one.exitValue(), two.exitValue()));
        boolean waited = false;
        for (Path output : outputs()) {
            waited |= Files.readString(output).contains("another lastack is building");
        }
        assertTrue(waited);
        assertEquals(2, builds());
    }
}
