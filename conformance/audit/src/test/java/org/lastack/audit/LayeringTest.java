package org.lastack.audit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Reading and judging are functions of octets: they open no file, know no clock and no thread, and run where the reference does. */
class LayeringTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.lastack.capture", "org.lastack.audit");

    @Test
    void neither_files_nor_clocks_nor_threads_nor_what_the_browser_lacks() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio..",
                        "java.net..",
                        "java.util.zip..",
                        "java.util.regex..",
                        "java.util.concurrent..",
                        "java.text..")
                .check(OURS);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Formatter")
                .orShould()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(OURS);
    }

    @Test
    void captures_know_nothing_of_what_is_made_of_them() {
        noClasses()
                .that()
                .resideInAPackage("org.lastack.capture..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.lastack.audit..", "org.lastack.trace..", "org.lastack.host..", "org.lastack.world..")
                .check(OURS);
        slices().matching("org.lastack.(*)..").should().beFreeOfCycles().check(OURS);
    }
}
