package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function fits on a screen, public types say what they are for, and nothing is put off. */
class TidyTest {
    private static final int SCREEN = 60;

    /** Put together here, so that this file does not find itself. */
    private static final List<String> PUT_OFF = List.of("TO" + "DO", "FIX" + "ME", "@Dis" + "abled");

    private static List<Path> sources() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("lastack"))) {
            root = root.getParent();
        }
        List<Path> sources = new ArrayList<>();
        for (String part : List.of("conformance", "lessons", "site")) {
            try (Stream<Path> files = Files.walk(root.resolve(part))) {
                files.filter(f -> f.toString().endsWith(".java"))
                        .filter(f -> f.toString().contains("/src/"))
                        .forEach(sources::add);
            }
        }
        return sources;
    }

    private static List<String> tooLong(List<Path> files) throws IOException {
        return scan(files, (unit, trees, found) -> new Methods(unit, trees.getSourcePositions(), found));
    }

    private static List<String> unexplained(List<Path> files) throws IOException {
        return scan(files, Types::new);
    }

    /** Makes what looks through one file and adds what it finds. */
    private interface Look {
        TreePathScanner<Void, Void> at(CompilationUnitTree unit, Trees trees, List<String> found);
    }

    private static List<String> scan(List<Path> files, Look look) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> found = new ArrayList<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            Trees trees = Trees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                look.at(unit, trees, found).scan(new TreePath(unit), null);
            }
        }
        return found;
    }

    private static final class Types extends TreePathScanner<Void, Void> {
        private final Trees trees;
        private final List<String> found;

        Types(CompilationUnitTree unit, Trees trees, List<String> found) {
            this.trees = trees;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            boolean open = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
            if (open && trees.getDocComment(getCurrentPath()) == null) {
                found.add(type.getSimpleName().toString());
            }
            return super.visitClass(type, nothing);
        }
    }

    private static final class Methods extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        Methods(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            LineMap lines = unit.getLineMap();
            long first = lines.getLineNumber(positions.getStartPosition(unit, method));
            long length = lines.getLineNumber(positions.getEndPosition(unit, method)) - first + 1;
            if (length > SCREEN) {
                String file =
                        Path.of(unit.getSourceFile().toUri()).getFileName().toString();
                found.add(file + ":" + first + " " + method.getName() + " has " + length + " lines");
            }
            return super.visitMethod(method, nothing);
        }
    }

    @Test
    void every_function_fits_on_a_screen() throws IOException {
        List<Path> files = sources();
        assertFalse(files.isEmpty());
        assertEquals(List.of(), tooLong(files));
    }

    @Test
    void every_public_type_says_what_it_is_for() throws IOException {
        List<Path> files = sources().stream()
                .filter(f -> f.toString().contains("/src/main/"))
                .toList();
        assertEquals(List.of(), unexplained(files));
    }

    @Test
    void nothing_is_put_off() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            PUT_OFF.stream().filter(text::contains).forEach(word -> found.add(file.getFileName() + ": " + word));
        }
        assertEquals(List.of(), found);
    }

    @Test
    void a_type_without_a_comment_is_found(@TempDir Path temp) throws IOException {
        Path file = temp.resolve("Mute.java");
        Files.writeString(file, "/** Said. */\npublic class Mute {\n public interface Inner {}\n class Own {}\n}\n");
        assertEquals(List.of("Inner"), unexplained(List.of(file)));
    }

    @Test
    void a_function_that_is_too_long_is_found(@TempDir Path temp) throws IOException {
        Path file = temp.resolve("Long.java");
        Files.writeString(file, "class Long {\n void f() {\n" + "\n".repeat(SCREEN - 2) + " }\n}\n");
        assertEquals(List.of(), tooLong(List.of(file)));
        Files.writeString(file, "class Long {\n void f() {\n" + "\n".repeat(SCREEN - 1) + " }\n}\n");
        assertEquals(List.of("Long.java:2 f has 61 lines"), tooLong(List.of(file)));
    }
}
