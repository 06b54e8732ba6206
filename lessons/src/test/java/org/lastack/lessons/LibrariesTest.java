package org.lastack.lessons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Of Ruby's own library there is what Asciidoctor needs, and no cryptography, which would have to be kept up to date. */
class LibrariesTest {
    /** Everything on the class path, in jars and in folders. */
    private static List<String> everything() throws IOException {
        List<String> names = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(element);
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.walk(path)) {
                    files.forEach(file -> names.add(path.relativize(file).toString()));
                }
            } else if (Files.exists(path)) {
                try (JarFile jar = new JarFile(path.toFile())) {
                    jar.stream().forEach(entry -> names.add(entry.getName()));
                }
            }
        }
        return names;
    }

    @Test
    void there_is_no_bouncy_castle() throws IOException {
        List<String> names = everything();
        assertTrue(names.contains("META-INF/jruby.home/lib/ruby/stdlib/set.rb"), "no library of Ruby's");
        assertEquals(
                List.of(),
                names.stream()
                        .filter(name -> name.contains("bouncycastle") || name.endsWith("jopenssl.jar"))
                        .toList());
    }
}
