package org.lastack.site.serve;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Calls that wait for an answer, each on a thread of its own: the common pool has one thread on a machine with two cores. */
final class Aside {
    private Aside() {}

    static <T> CompletableFuture<T> call(Supplier<T> what) {
        return CompletableFuture.supplyAsync(what, work -> {
            Thread thread = new Thread(work, "aside");
            thread.setDaemon(true);
            thread.start();
        });
    }
}
