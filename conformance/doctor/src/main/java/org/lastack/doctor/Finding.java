package org.lastack.doctor;

import java.util.List;

/**
 * What is seen on a host, and what follows.
 *
 * @param word a name that does not change, for programs
 * @param seen what is seen, in a sentence
 * @param meaning what that means
 * @param who the processes, listeners or peers, a line each
 * @param action what to do, or empty
 * @param leave what not to turn, or empty
 * @param lesson the lesson to read, or 0
 */
public record Finding(
        Harm harm,
        String word,
        String seen,
        String meaning,
        List<String> who,
        String action,
        String leave,
        int lesson) {

    public Finding {
        who = List.copyOf(who);
    }
}
