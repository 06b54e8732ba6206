package org.lastack.kit.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Makes one attempt smaller, as long as it stays one of the wanted and there is time. */
final class Shrinker {
    /** A program is asked for so long at most; in this process {@link #MOST_RUNS} take less than a second. */
    private static final long MOST_NANOS = 10_000_000_000L;

    private static final int MOST_RUNS = 1000;

    /** A step below which a smaller number is no other choice. */
    private static final int LEAST_STEP = 64;

    private final Search search;
    private final Predicate<Attempt> wanted;
    private final LongSupplier nanoTime;
    private final long begin;
    private int runs;
    private Attempt best;

    Shrinker(Search search, Attempt found, Predicate<Attempt> wanted, LongSupplier nanoTime) {
        this.search = search;
        this.best = found;
        this.wanted = wanted;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
    }

    Attempt smallest() {
        if (!drawn().isEmpty()) {
            offer(search.candidate(List.of())); // often this is it
        }
        boolean simpler = true;
        while (simpler) {
            simpler = false;
            for (int place = 0; place < drawn().size(); place++) {
                simpler |= lower(place);
            }
        }
        return shortest();
    }

    private List<Integer> drawn() {
        return best.candidate().drawn();
    }

    /** Tries a smaller number at this place: 0, or half of the way there, or more. */
    private boolean lower(int place) {
        int highest = drawn().get(place);
        boolean lowered = without(place);
        for (int number = 0; !lowered && highest - number >= LEAST_STEP; number += (highest - number + 1) / 2) {
            List<Integer> less = new ArrayList<>(drawn());
            less.set(place, number);
            lowered = offer(search.candidate(less));
        }
        return lowered;
    }

    /** Tries 0 at this place and nothing for the next, which a simpler choice may leave without use. */
    private boolean without(int place) {
        if (drawn().get(place) < LEAST_STEP || place + 1 == drawn().size()) {
            return false;
        }
        List<Integer> fewer = new ArrayList<>(drawn());
        fewer.set(place, 0);
        fewer.remove(place + 1);
        Candidate candidate = search.candidate(fewer);
        return candidate.scenario().steps().size() <= best.scenario().steps().size() && offer(candidate);
    }

    /** Finds the fewest steps, from the first on, that do, and with which a right stack can still show that it is right. */
    Attempt shortest() {
        int fewest = isKept(best.candidate()) ? 1 : best.scenario().steps().size();
        while (fewest < best.scenario().steps().size()) {
            int middle = (fewest + best.scenario().steps().size()) / 2;
            Candidate shorter = best.candidate().first(middle);
            if (!isKept(shorter) || !offer(shorter)) {
                fewest = middle + 1;
            }
        }
        return best;
    }

    /** What a breach of the contract needs is nothing that a right stack could show. */
    private boolean isKept(Candidate candidate) {
        return best.breach() != null
                || RightStack.keeping(search.rule(), candidate.scenario()).isPresent();
    }

    /** Takes what is as simple as it can be said to be, if it is wanted. */
    private boolean offer(Candidate simpler) {
        if (simpler.scenario().equals(best.scenario())) {
            best = new Attempt(simpler, best.outcome(), best.observed(), best.judgement());
            return true;
        }
        if (runs == MOST_RUNS || nanoTime.getAsLong() - begin >= MOST_NANOS) {
            return false;
        }
        runs++;
        Attempt attempt = search.attempt(simpler);
        if (wanted.test(attempt)) {
            best = attempt;
            return true;
        }
        return false;
    }
}
