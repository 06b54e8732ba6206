package org.lastack.doctor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What is found is a function of what was read: only the package that reads knows files, the kernel and clocks. */
class LayeringTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importUrl(Doctor.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void findings_know_neither_files_nor_clocks_nor_threads() {
        noClasses()
                .that()
                .resideInAPackage("org.lastack.doctor")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.lastack.doctor.host..",
                        "java.nio..",
                        "java.io..",
                        "java.util.concurrent..",
                        "com.sun.jna..")
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage("org.lastack.doctor")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(OURS);
    }
}
