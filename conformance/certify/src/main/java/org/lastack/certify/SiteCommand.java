package org.lastack.certify;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stands in the list of commands; the launcher starts another program for it, which needs more than this one has. */
@Command(name = "site", description = "Writes the site: lessons, playground, rules, stacks.")
final class SiteCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new Problem("the site is a program of its own: start it with './lastack site'");
    }
}
