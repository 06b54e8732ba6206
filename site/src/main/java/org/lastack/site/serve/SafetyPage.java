package org.lastack.site.serve;

import org.lastack.site.page.Page;

/** Tells a reader what a lesson that is live may do on their machine, and what keeps others out. */
public final class SafetyPage {
    private static final String BODY = """
            <h1>What live lessons may do</h1>
            <p class="lead">A block of a lesson is Java. When you run it, it is your own code on your own machine, and it may do what
            you may do. This page says what keeps other people away from it, and what is contained when it goes wrong.</p>

            <h2 id="who">Who can run something</h2>
            <p>Pages from disk run nothing. <code>./lastack site --serve</code> starts a server, and this is what stands between it
            and everybody else:</p>
            <ul>
            <li>It listens on 127.0.0.1, so no other machine reaches it.</li>
            <li>Other users of your machine do. They may read the pages, which hold no secret. To run something, one must know a key
            of 256 random bits, new at each start, which stands in the address that the server prints. Do not pass that address on. The server never sends the
            key, and your browser keeps it for this server alone; it is in no cookie, since cookies go to other servers of this
            machine too.</li>
            <li>Pages of other sites in your browser may try. Every call must carry the key in a header that no other site can send,
            and the server refuses any other <code>Origin</code>. A name that somebody points to your machine (DNS rebinding) does
            not help either: it refuses any other <code>Host</code>.</li>
            <li>Only files of the site's own folder are served; links that lead out of it are not followed. A request of more than
            %KB% KB is refused before it is read.</li>
            <li>Pages get nothing from any other host, and a policy (CSP) forbids the browser to run scripts that stand in a page.
            What a block shows is put in piece by piece, and only what is known to be harmless.</li>
            </ul>

            <h2 id="contained">What is contained</h2>
            <p>Each page that you open has a JVM of its own, which is started when you first use it and killed when you leave. It compiles
            its blocks itself, so that nothing of a block goes on in the server once that JVM is killed. There are %ROOMS% at once:
            when you open another page, the one that was idle for longest makes way, and begins anew when you come back to it.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="What is contained"><table>
            <thead><tr><th scope="col">A block that</th><th scope="col">ends like this</th></tr></thead>
            <tbody>
            <tr><td>never ends, or cannot be compiled in the time that it has</td><td>is killed when the time that its lesson gives it is over, a minute at most; or when you press Stop</td></tr>
            <tr><td>takes all memory</td><td>may have %MB% MB, together with its compiler; then its JVM ends</td></tr>
            <tr><td>prints without end</td><td>may show %SHOWN% KB; then its JVM is killed</td></tr>
            <tr><td>calls <code>System.exit</code></td><td>ends its JVM and nothing else, and the page says with what status</td></tr>
            <tr><td>writes into the pipe between its JVM and the server, or closes it</td><td>its JVM is killed; the server reads
            nothing but plain texts from it, up to a bound</td></tr>
            <tr><td>starts other programs</td><td>they are killed with it. On Linux that holds for all that they start in turn, unless
            one of them leaves the process group on purpose</td></tr>
            <tr><td>writes files</td><td>begins in an empty folder, which is removed with it, and so are its temporary files</td></tr>
            </tbody></table></div>
            <p>After each of these the next run has a fresh JVM, and the blocks before it run again. When the server ends, all of them end
            with it, also when it is killed; the files that it then leaves are removed by the next one.</p>

            <h2 id="not-contained">What is not contained, and why</h2>
            <p>A block may read and write your files wherever you name them, use the network, and fill your disk. Nothing stops it, since
            it is your own code: whoever can type it into a page of yours can as well type it into your terminal. Java has no
            sandbox any more (the security manager was given up), and a fence with holes would be worse than none that everybody
            knows of. So do with a block what you do with any program: do not run what you do not understand. If you want a fence,
            start <code>./lastack site --serve</code> as a user who owns nothing, or in a container.</p>
            <p>The JVM of a block runs as the same user as the server, so a block may also end the server, or read its memory, and with
            it the key. It finds the key neither in the environment nor in the command line of any process, but that is no fence
            either: whoever runs a block has the key already.</p>
            <p>Programs and threads that a block starts in great numbers are killed with it, but until then they may take all processes that your user
            may have. Blocks on the running kernel work in a network namespace of their own, where the system allows that.</p>
            """;

    private SafetyPage() {}

    /** Returns the page. */
    public static Page page() {
        String body = BODY.replace("%KB%", "" + (RequestGuard.MOST_OCTETS >> 10))
                .replace("%ROOMS%", "" + Server.MOST_ROOMS)
                .replace("%MB%", "" + LessonSession.MEGABYTES)
                .replace("%SHOWN%", "" + (LessonSession.MOST_SHOWN >> 10));
        return Page.of(
                "safety.html",
                Page.Kind.GUIDE,
                "What live lessons may do",
                "Live lessons run your own code on your own machine: what keeps others out, and what is contained.",
                body);
    }
}
