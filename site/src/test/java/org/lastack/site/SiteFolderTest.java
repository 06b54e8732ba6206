package org.lastack.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteFolderTest {
    @TempDir
    private Path temp;

    private SiteFolder written(String... pages) throws IOException {
        SiteFolder folder = new SiteFolder(temp.resolve("site"));
        folder.put("assets/site.css", "");
        for (String page : pages) {
            folder.put(page, "x");
        }
        folder.end();
        return folder;
    }

    @Test
    void pages_that_are_gone_are_removed_and_nothing_else() throws IOException {
        written("a.html", "b/c.html");
        Files.writeString(temp.resolve("site/CNAME"), "example.org");
        written("a.html");
        assertTrue(Files.exists(temp.resolve("site/a.html")));
        assertTrue(!Files.exists(temp.resolve("site/b/c.html")));
        assertTrue(Files.exists(temp.resolve("site/CNAME")));
    }

    @Test
    void a_folder_with_something_else_is_left_alone() throws IOException {
        Files.writeString(temp.resolve("mine.html"), "mine");
        SiteProblem problem = assertThrows(SiteProblem.class, () -> new SiteFolder(temp));
        assertEquals(
                temp + " holds something else than a site; choose another folder with --out", problem.getMessage());
    }

    @Test
    void a_folder_that_cannot_be_written_is_told() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");
        SiteProblem problem = assertThrows(SiteProblem.class, () -> new SiteFolder(file.resolve("site")));
        assertTrue(String.valueOf(problem.getMessage()).startsWith("cannot write to "), problem.getMessage());
    }
}
