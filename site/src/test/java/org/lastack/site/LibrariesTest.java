package org.lastack.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The site and the command line are made of the same libraries, and what they hand on has its licences beside it. */
class LibrariesTest {
    private static final Path SITE = Path.of("target/libraries.txt");
    private static final Path CERTIFY = Path.of("../conformance/certify/target/libraries.txt");

    /** Adds the versions of the libraries in a list that the build made, under the part of its coordinates that is asked for. */
    private static void read(Path list, int words, Map<String, Set<String>> versions) throws IOException {
        for (String line : Files.readAllLines(list)) {
            // group:artifact:type[:classifier]:version:scope, and perhaps what module it is
            String[] library = line.strip().split(" ")[0].split(":");
            if (library.length >= 5) {
                String name = String.join(":", List.of(library).subList(0, words));
                versions.computeIfAbsent(name, n -> new TreeSet<>()).add(library[library.length - 2]);
            }
        }
    }

    private static Map<String, Set<String>> several(Map<String, Set<String>> versions) {
        Map<String, Set<String>> several = new TreeMap<>(versions);
        several.values().removeIf(found -> found.size() < 2);
        return several;
    }

    @Test
    void no_library_has_two_versions() throws IOException {
        boolean there = Files.exists(CERTIFY);
        assertTrue(there || !"true".equals(System.getenv("CI")), "conformance/certify is not built");
        assumeTrue(there, "conformance/certify is not built");
        Map<String, Set<String>> versions = new TreeMap<>();
        read(SITE, 2, versions);
        read(CERTIFY, 2, versions);
        assertTrue(versions.containsKey("com.fasterxml.jackson.core:jackson-databind"), versions.toString());
        assertEquals(Map.of(), several(versions));
    }

    /** Reports are read by the annotations of their records. */
    @Test
    void what_is_looked_for_at_run_time_is_there() throws IOException {
        for (Path list : List.of(SITE, CERTIFY)) {
            assumeTrue(Files.exists(list), list + " is not there");
            assertTrue(
                    Files.readString(list).matches("(?s).*org\\.jspecify:jspecify:jar:[0-9.]+:compile.*"),
                    list.toString());
        }
    }

    /** Two libraries may ask for different parts of a third, each in a version of its own. */
    @Test
    void parts_that_belong_together_have_one_version() throws IOException {
        Map<String, Set<String>> versions = new TreeMap<>();
        read(SITE, 1, versions);
        versions.keySet().retainAll(Set.of("org.ow2.asm", "org.eclipse.jetty", "org.junit.platform"));
        assertEquals(3, versions.size());
        assertEquals(Map.of(), several(versions));
    }

    @Test
    void scripts_of_others_have_their_licences_beside_them() throws IOException, InterruptedException {
        Path assets = WholeSite.folder().resolve("assets");
        assertTrue(Files.readString(assets.resolve("machine.LICENSE.txt")).contains("Apache License"));
        assertTrue(Files.readString(assets.resolve("minisearch.LICENSE.txt")).contains("Permission is hereby granted"));
        String notice = Files.readString(assets.resolve("machine.NOTICE.txt"));
        assertTrue(notice.contains("compiled by TeaVM "));
        assertFalse(notice.contains("${"), notice);
    }
}
