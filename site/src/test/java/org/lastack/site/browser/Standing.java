package org.lastack.site.browser;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a page and its server stand, for a test that failed: what hangs once in a thousand runs is not there to be asked later. */
final class Standing {
    /** The threads of the server: Jetty's, and those of its rooms. */
    private static final List<String> THREADS = List.of("JettyServerThreadPool", "qtp", "lastack", "ForkJoinPool");

    private Standing() {}

    static String of(Page page) {
        return Stream.of(said(page), processes(), threads()).collect(Collectors.joining("\n"));
    }

    private static String said(Page page) {
        Object blocks = page.evaluate("[...document.querySelectorAll('.block[data-block]')].map(b => b.id + ': ' + "
                + "(b.querySelector('.said')?.textContent ?? '')).join('\\n')");
        return "The blocks say\n" + blocks;
    }

    private static String processes() {
        return "The processes are\n"
                + ProcessHandle.current()
                        .descendants()
                        .map(each ->
                                each.pid() + " " + each.info().commandLine().orElse("?"))
                        .map(line -> line.substring(0, Math.min(200, line.length())))
                        .collect(Collectors.joining("\n"));
    }

    private static String threads() {
        return "The threads are at\n"
                + Thread.getAllStackTraces().entrySet().stream()
                        .filter(each -> THREADS.stream()
                                .anyMatch(name -> each.getKey().getName().startsWith(name)))
                        .map(Standing::thread)
                        .collect(Collectors.joining("\n"));
    }

    private static String thread(Map.Entry<Thread, StackTraceElement[]> each) {
        return each.getKey().getName() + " " + each.getKey().getState()
                + Stream.of(each.getValue()).map(at -> "\n    " + at).collect(Collectors.joining());
    }
}
