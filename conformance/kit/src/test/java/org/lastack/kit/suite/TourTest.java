package org.lastack.kit.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.lastack.kit.coverage.Matrix;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.ReferenceStack;

class TourTest {
    @Test
    void no_cell_of_the_matrix_is_a_hole_however_few_tries_are_made() throws InterruptedException {
        assertEquals(List.of(), holes(ReferenceStack::rfc9293));
        assertEquals(List.of(), holes(ReferenceStack::linux));
    }

    private static List<String> holes(Supplier<ReferenceStack> stacks) throws InterruptedException {
        Certification.Plan plan = new Certification.Plan(Rules.all(), 1, 1, Set.of(), false);
        Certification.Result result = Certification.run(stacks, plan, Certification.Listener.SILENT);
        return result.coverage().stream()
                .map(Matrix::holes)
                .flatMap(List::stream)
                .toList();
    }
}
