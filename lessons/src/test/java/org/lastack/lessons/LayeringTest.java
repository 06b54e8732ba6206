package org.lastack.lessons;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The words of the lessons know neither what runs them nor files; plain jshell has them on its class path with little else. */
class LayeringTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.lastack.lab", "org.lastack.lessons");

    @Test
    void the_words_need_only_the_reference_the_kit_and_the_kernel() {
        noClasses()
                .that()
                .resideInAPackage("org.lastack.lab..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.lastack.lessons..",
                        "org.lastack.certify..",
                        "org.lastack.kit.suite..",
                        "org.lastack.kit.report..",
                        "net.jqwik..",
                        "com.fasterxml..",
                        "org.asciidoctor..",
                        "org.jline..",
                        "java.nio.file..",
                        "java.net..")
                .check(OURS);
    }

    @Test
    void the_engine_knows_neither_the_terminal_nor_the_command_line() {
        noClasses()
                .that()
                .resideInAPackage("org.lastack.lessons.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.lastack.lessons.player..", "org.lastack.certify..", "org.jline..", "picocli..")
                .check(OURS);
    }
}
