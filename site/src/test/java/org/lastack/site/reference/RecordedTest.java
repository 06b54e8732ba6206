package org.lastack.site.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.kit.report.Recorded;
import org.lastack.kit.report.Report;
import org.lastack.stacks.ProjectFolder;

/** Reports that are kept are small, whole enough to be shown, and read back as they were. */
class RecordedTest {
    @TempDir
    private Path folder;

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(ProjectFolder.resolve("site/verdicts"))) {
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
    }

    @Test
    void whatIsKeptIsWhatIsReadBack() throws IOException {
        assertTrue(!files().isEmpty());
        for (Path file : files()) {
            assertEquals(Files.readString(file), Recorded.json(Recorded.read(file)), file.toString());
        }
    }

    @Test
    void aDiagramIsDrawnAgain() throws IOException {
        Report report = Recorded.read(files().get(0));

        List<String> diagrams = report.stacks().get(0).rules().stream()
                .map(Report.Entry::counterexample)
                .filter(java.util.Objects::nonNull)
                .map(Report.Counterexample::diagram)
                .toList();
        assertTrue(!diagrams.isEmpty());
        diagrams.forEach(d -> assertTrue(d.contains("─"), d));
    }

    @Test
    void whatIsNoReportIsNamed() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "{}");

        String message = assertThrows(IllegalArgumentException.class, () -> Recorded.read(wrong))
                .getMessage();
        assertEquals(wrong + ": no report: it has no format", message);
    }
}
