package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFolderTest {
    @TempDir
    private Path temp;

    @Test
    void a_report_is_json_xml_a_page_and_a_diagram_for_each_failure() throws IOException {
        Path folder = temp.resolve("a/b");
        new ReportFolder(folder).write(Made.everything());
        assertEquals(
                List.of(
                        "index.html",
                        "junit.xml",
                        "ladders",
                        "ladders/toy-1-TW-JUNK.svg",
                        "ladders/toy-1-TW-RESTART.svg",
                        "ladders/toy-1-TW-RST.svg",
                        "report.json"),
                files(folder));
        String page = Files.readString(folder.resolve("index.html"));
        assertTrue(page.contains("src=\"ladders/toy-1-TW-RESTART.svg\""), page);
        assertTrue(page.contains("an old bug &amp; a &lt;known> one"), page);
        assertEquals(Made.everything(), ReportJson.read(Files.readString(folder.resolve("report.json"))));
    }

    @Test
    void the_next_report_takes_the_place_of_the_last_one_and_of_nothing_else() throws IOException {
        new ReportFolder(temp).write(Made.everything());
        Files.writeString(temp.resolve("notes.txt"), "mine");
        new ReportFolder(temp).write(Made.report(Made.stack("2", true, Made.pass("NC-FIN", Map.of()))));
        assertEquals(List.of("index.html", "junit.xml", "ladders", "notes.txt", "report.json"), files(temp));
        assertFalse(Files.readString(temp.resolve("index.html")).contains("<img"));
    }

    @Test
    void a_report_that_cannot_be_finished_leaves_the_last_one_whole_and_nothing_of_itself() throws IOException {
        Report first = Made.report(Made.stack("1", true, Made.pass("NC-FIN", Map.of())));
        ReportFolder folder = new ReportFolder(temp);
        folder.write(first);
        // A folder where a part of the new report is to be written stops it as a full disk would.
        Files.createDirectory(temp.resolve("ladders/toy-1-TW-RST.svg.part"));
        assertThrows(IOException.class, () -> folder.write(Made.everything()));
        assertEquals(List.of("index.html", "junit.xml", "ladders", "report.json"), files(temp));
        assertEquals(first, ReportJson.read(Files.readString(temp.resolve("report.json"))));
    }

    @Test
    void a_folder_that_cannot_be_made_is_refused_before_anything_is_run() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");
        assertThrows(IOException.class, () -> new ReportFolder(file));
        assertThrows(IOException.class, () -> new ReportFolder(file.resolve("below")));
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(p -> !p.equals(folder))
                    .map(p -> folder.relativize(p).toString())
                    .sorted()
                    .toList();
        }
    }
}
