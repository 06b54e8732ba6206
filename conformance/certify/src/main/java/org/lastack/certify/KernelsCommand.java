package org.lastack.certify;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastack.stacks.kernel.KernelCache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastack kernels}: the kernels that were built. */
@Command(
        name = "kernels",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lastack kernels [--remove NAME...]",
        descriptionHeading = "%n",
        description = {
            "Lists the kernels that were built for 'lastack certify linux-6.12' or 'linux=PATH', what was used last first,",
            "and removes those that are named, or all with --remove all. They are built again when they are asked for.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"  0:listed or removed", "  2:wrong usage, or there is none of that name"})
final class KernelsCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    private static final double MEGABYTE = 1_000_000;

    private final PrintStream out;

    @Option(names = "--remove", description = "remove those that are named")
    private boolean remove;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "as the list shows it")
    private @Nullable List<String> names;

    KernelsCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        KernelCache cache = new KernelCache();
        List<String> asked = names == null ? List.of() : names;
        if (remove == asked.isEmpty()) {
            throw new Problem("say which to remove: lastack kernels --remove NAME, as 'lastack kernels' lists it");
        }
        List<KernelCache.Entry> all = cache.list();
        if (!remove) {
            all.forEach(e -> out.println(line(e)));
            out.print(all.isEmpty() ? "no kernel was built yet: lastack certify linux-6.12 builds one\n" : "");
            return Main.CERTIFIED;
        }
        for (String name : asked) {
            List<KernelCache.Entry> meant = all.stream()
                    .filter(e -> name.equals("all") || name(e).equals(name))
                    .toList();
            if (meant.isEmpty() && !name.equals("all")) {
                throw new Problem("no kernel is called " + name + "; 'lastack kernels' lists them");
            }
            meant.forEach(cache::remove);
        }
        return Main.CERTIFIED;
    }

    private static String name(KernelCache.Entry entry) {
        return entry.folder().getFileName().toString();
    }

    private static String line(KernelCache.Entry entry) {
        Instant used = entry.used();
        return String.format(
                Locale.ROOT,
                "%-26s %8.1f MB  used %s  %s",
                name(entry),
                entry.size() / MEGABYTE,
                TIME.format(used),
                entry.origin());
    }
}
