package org.lastack.stacks.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.kit.stack.StackUnavailableException;

/** What names a kernel, and what is said when its source, or what it is built with, is not there. */
class KernelSourceTest {
    @TempDir
    private Path folder;

    private static String said(Runnable failing) {
        return String.valueOf(
                assertThrows(StackUnavailableException.class, failing::run).getMessage());
    }

    @Test
    void a_version_or_a_tree_names_a_kernel_and_the_running_one_has_its_own_name() {
        assertTrue(KernelSource.isNamedBy("linux-6.12"));
        assertTrue(KernelSource.isNamedBy("linux=/some/tree"));
        assertFalse(KernelSource.isNamedBy("linux"));
        assertFalse(KernelSource.isNamedBy("linux-preset"));
    }

    @Test
    void a_missing_source_is_one_line_with_the_package_that_has_it() {
        String said = said(() -> KernelSource.of("linux-6.12", folder));
        assertEquals(
                "the source of Linux 6.12 is missing: there is no " + folder + "/linux-source-6.12.tar.xz. Install it"
                        + " (Debian: apt-get install linux-source-6.12), or name a tree: linux=PATH.",
                said);
    }

    @Test
    void missing_tools_are_one_line_with_their_packages() throws IOException {
        for (String tool : new String[] {"make", "gcc", "ld", "bison", "tar"}) {
            assertTrue(Files.createFile(folder.resolve(tool)).toFile().setExecutable(true));
        }
        String said = said(() -> BuildTools.require(folder.toString()));
        assertEquals(
                "to build a kernel there must be bc, flex, xz. Install what is missing (Debian: apt-get install bc flex"
                        + " xz-utils).",
                said);
    }

    @Test
    void what_is_no_tree_is_refused() {
        assertEquals(
                folder + " is no source tree of Linux: there is no arch/um in it",
                said(() -> KernelSource.of("linux=" + folder, folder)));
    }

    @Test
    void a_tree_says_its_version() throws IOException {
        Files.createDirectories(folder.resolve("arch/um"));
        Files.writeString(
                folder.resolve("Makefile"), "# title\nVERSION = 6\nPATCHLEVEL = 19\nSUBLEVEL = 0\nEXTRA = -rc1\n");
        KernelSource source = KernelSource.of("linux=" + folder, folder);
        assertEquals("6.19.0", source.version());
        assertTrue(source.isTree());
    }

    @Test
    void another_archive_is_another_state() throws IOException {
        Path archive = folder.resolve("linux-source-6.12.tar.xz");
        Files.writeString(archive, "one");
        String before = KernelSource.of("linux-6.12", folder).state();
        Files.writeString(archive, "another");
        assertNotEquals(before, KernelSource.of("linux-6.12", folder).state());
    }

    @Test
    void our_options_stand_before_those_of_the_tree_and_nothing_is_written_into_it() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Path build = Files.createDirectories(folder.resolve("build"));
        Files.writeString(tree.resolve("Kconfig"), "mainmenu \"Linux\"\nsource \"init/Kconfig\"\n");
        String written = Files.readString(Configuration.options(tree, build));
        assertTrue(written.startsWith("mainmenu \"Linux\"\n\nconfig HZ\n\tint\n\tdefault 250\n"), written);
        assertTrue(written.endsWith("\nsource \"init/Kconfig\"\n"), written);
        try (Stream<Path> files = Files.list(tree)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void an_option_that_a_tree_lacks_is_named() throws IOException {
        KernelSource source = new KernelSource("linux-6.0", "6.0", folder, false);
        Files.writeString(folder.resolve(".config"), "");
        assertTrue(said(() -> Configuration.check(folder, source)).contains("CONFIG_UML_TIME_TRAVEL_SUPPORT=y"));
    }
}
