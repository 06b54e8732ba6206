package org.lastack.playground;

import org.teavm.jso.JSExport;

/**
 * What the page may ask of the machine; each method is a global function there. What cannot be done is an error whose message is
 * one sentence.
 */
public final class Main {
    private static final Game GAME = new Game();

    private Main() {}

    /** Does nothing: the page calls what is exported. */
    public static void main(String[] args) {}

    /** Begins anew with a script. */
    @JSExport
    public static void openScript(String script) {
        GAME.open(script);
    }

    /** Begins to open a script, whose steps {@link #playMore} plays; returns how many they are. */
    @JSExport
    public static int beginScript(String script) {
        return GAME.begin(script);
    }

    /** Plays one step more of what is being opened; returns how many are left, and at 0 it is open. */
    @JSExport
    public static int playMore() {
        return GAME.more();
    }

    /** Does one thing, written as in a script. */
    @JSExport
    public static void playStep(String step) {
        GAME.play(step);
    }

    /** Lets what comes next come; false when nothing ever will. */
    @JSExport
    public static boolean playOnward() {
        return GAME.onward();
    }

    /** Takes so many steps back. */
    @JSExport
    public static void takeBack(int steps) {
        GAME.undo(steps);
    }

    /** Returns the step that puts a segment on the wire that neither host sent. */
    @JSExport
    public static String forgedStep(String from, int flags, int seqOff, int ackOff) {
        return GAME.forgery(from, flags, seqOff, ackOff);
    }

    /** Returns what is to be shown, as JSON; of what happened only what came after so many steps. */
    @JSExport
    public static String viewOfWorld(int since) {
        return GAME.view(since);
    }

    /** Returns each packet there ever was, whole, in hexadecimal digits. */
    @JSExport
    public static String[] packetsOfWorld() {
        return GAME.packets().toArray(new String[0]);
    }

    /** Returns all settings there are, as JSON. */
    @JSExport
    public static String allKnobs() {
        return Game.knobs();
    }

    /** Returns the socket options that have a range, each with its range, as JSON. */
    @JSExport
    public static String optionRanges() {
        return Game.options();
    }
}
