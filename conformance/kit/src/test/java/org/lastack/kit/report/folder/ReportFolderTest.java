package org.lastack.kit.report.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.kit.report.Made;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.ReportJson;
import org.lastack.kit.report.html.Badge;
import org.lastack.kit.report.html.HtmlReport;

class ReportFolderTest {
    @TempDir
    private Path temp;

    @Test
    void a_report_is_a_page_json_xml_and_a_badge() throws IOException {
        Path folder = temp.resolve("a/b");
        new ReportFolder(folder).write(Made.everything());
        assertEquals(List.of("badge.svg", "index.html", "junit.xml", "report.json"), files(folder));
        assertEquals(
                HtmlReport.write(Made.everything(), HtmlReport.Place.in(folder)),
                Files.readString(folder.resolve("index.html")));
        assertEquals(Badge.draw(Made.everything()), Files.readString(folder.resolve("badge.svg")));
        assertEquals(Made.everything(), ReportJson.read(Files.readString(folder.resolve("report.json"))));
    }

    @Test
    void the_next_report_takes_the_place_of_the_last_one_and_of_nothing_else() throws IOException {
        new ReportFolder(temp).write(Made.everything());
        Files.writeString(temp.resolve("notes.txt"), "mine");
        Report next = Made.report(Made.stack("2", true, Made.pass("NC-FIN", Map.of())));
        new ReportFolder(temp).write(next);
        assertEquals(List.of("badge.svg", "index.html", "junit.xml", "notes.txt", "report.json"), files(temp));
        assertEquals(next, ReportJson.read(Files.readString(temp.resolve("report.json"))));
    }

    @Test
    void a_report_that_cannot_be_finished_leaves_the_last_one_whole_and_nothing_of_itself() throws IOException {
        Report first = Made.report(Made.stack("1", true, Made.pass("NC-FIN", Map.of())));
        ReportFolder folder = new ReportFolder(temp);
        folder.write(first);
        // A folder where a part of the new report is to be written stops it as a full disk would.
        Files.createDirectory(temp.resolve("index.html.part"));
        assertThrows(IOException.class, () -> folder.write(Made.everything()));
        assertEquals(List.of("badge.svg", "index.html", "junit.xml", "report.json"), files(temp));
        assertEquals(first, ReportJson.read(Files.readString(temp.resolve("report.json"))));
    }

    @Test
    void a_folder_that_was_made_for_a_report_that_failed_is_gone_again() throws IOException {
        Path made = temp.resolve("made");
        ReportFolder folder = new ReportFolder(made);
        Files.createDirectory(made.resolve("index.html.part"));
        assertThrows(IOException.class, () -> folder.write(Made.everything()));
        assertFalse(Files.exists(made));
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
