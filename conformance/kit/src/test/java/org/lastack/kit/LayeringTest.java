package org.lastack.kit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may know whom: site → lessons → kit → reference, and no cycles inside. */
class LayeringTest {
    private static final String[] REFERENCE = {
        "org.lastack.tcp..", "org.lastack.host..", "org.lastack.machine..", "org.lastack.world..", "org.lastack.trace.."
    };

    /** Classes of java.base that the browser compiler (TeaVM 0.15) lacks, or that make its output many times larger. */
    private static final Set<String> NOT_IN_THE_BROWSER = Set.of(
            "java.util.Formatter",
            "java.util.HexFormat",
            "java.util.Scanner",
            "java.util.SplittableRandom",
            "java.util.StringJoiner",
            "java.util.Locale",
            "java.lang.System$Logger",
            "java.text.DecimalFormat");

    private static final Set<String> STRING_METHODS_NOT_IN_THE_BROWSER =
            Set.of("format", "formatted", "lines", "transform", "indent", "split", "matches", "replaceAll");

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.lastack");

    @Test
    void the_reference_uses_nothing_but_what_the_browser_has() {
        referenceUsesOnlyTheBrowsersJava().check(OURS);
    }

    @Test
    void the_reference_calls_no_method_that_the_browser_lacks() {
        referenceCallsOnlyTheBrowsersMethods().check(OURS);
    }

    @Test
    void rules_and_scenarios_know_no_test_engine_and_no_json() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.lastack.kit.rules..",
                        "org.lastack.kit.scenario..",
                        "org.lastack.kit.observe..",
                        "org.lastack.kit.search..",
                        "org.lastack.kit.stack..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.jqwik..", "org.junit..", "com.fasterxml..")
                .allowEmptyShould(true)
                .check(OURS);
    }

    @Test
    void the_kit_knows_no_adapter_and_no_command_line() {
        noClasses()
                .that()
                .resideInAPackage("org.lastack.kit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.lastack.stacks..", "org.lastack.certify..", "com.sun.jna..", "picocli..")
                .check(OURS);
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching("org.lastack.(**)").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void the_rules_of_this_test_can_fail() {
        JavaClasses itself = new ClassFileImporter().importClasses(LayeringTest.class);
        ArchRule browser = classes().should().onlyDependOnClassesThat(theBrowserHas());
        AssertionError error = assertThrows(AssertionError.class, () -> browser.check(itself));
        assertTrue(error.getMessage().contains("java.util.Locale"), error.getMessage());
        ArchRule calls = noClasses().should().callMethodWhere(aMethodTheBrowserLacks());
        error = assertThrows(AssertionError.class, () -> calls.check(itself));
        assertTrue(error.getMessage().contains("String.format"), error.getMessage());
    }

    /** Uses what is forbidden, so that {@link #the_rules_of_this_test_can_fail} has something to find. */
    static String forbidden() {
        return String.format(Locale.ROOT, "%d", 1);
    }

    private static ArchRule referenceUsesOnlyTheBrowsersJava() {
        return classes().that().resideInAnyPackage(REFERENCE).should().onlyDependOnClassesThat(theBrowserHas());
    }

    private static ArchRule referenceCallsOnlyTheBrowsersMethods() {
        return noClasses().that().resideInAnyPackage(REFERENCE).should().callMethodWhere(aMethodTheBrowserLacks());
    }

    private static DescribedPredicate<JavaClass> theBrowserHas() {
        return DescribedPredicate.describe(
                "the browser has",
                c -> resideInAnyPackage(REFERENCE).test(c)
                        || c.getPackageName().startsWith("org.jspecify")
                        || (isPlainJava(c.getPackageName()) && !NOT_IN_THE_BROWSER.contains(c.getName()))
                        // What javac writes for records and for joining strings.
                        || c.getName().equals("java.lang.runtime.ObjectMethods")
                        || c.getName().startsWith("java.lang.invoke.")
                        || c.isPrimitive()
                        || (c.isArray() && theBrowserHas().test(c.getBaseComponentType())));
    }

    private static boolean isPlainJava(String name) {
        return Set.of("java.lang", "java.util", "java.util.function", "java.util.stream", "java.time", "java.io")
                .contains(name);
    }

    private static DescribedPredicate<JavaCall<?>> aMethodTheBrowserLacks() {
        return DescribedPredicate.describe("the target is a method that the browser lacks", call -> {
            String owner = call.getTargetOwner().getName();
            String name = call.getTarget().getName();
            return (owner.equals("java.lang.String") && STRING_METHODS_NOT_IN_THE_BROWSER.contains(name))
                    || (owner.equals("java.lang.Integer") && name.equals("parseUnsignedInt"))
                    || (owner.equals("java.util.Arrays") && name.equals("compare"))
                    || name.equals("parallelStream")
                    || name.toLowerCase(Locale.ROOT).endsWith("topart");
        });
    }
}
