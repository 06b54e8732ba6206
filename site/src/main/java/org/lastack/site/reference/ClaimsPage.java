package org.lastack.site.reference;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.lastack.kit.report.html.Html;
import org.lastack.lessons.engine.Claims;
import org.lastack.site.page.Page;
import org.lastack.site.page.Page.Kind;

/** What people say about closing TCP, what is true of it, and where a lesson shows that. */
final class ClaimsPage {
    private static final String PATH = "claims.html";

    private final Reference reference;

    ClaimsPage(Reference reference) {
        this.reference = reference;
    }

    Page page(List<Claims.Entry> entries) {
        Html out = new Html();
        out.putLine("h1", "What people say, and what is true");
        out.putLine(
                "p",
                entries.size()
                        + " things that are said about closing TCP, as articles and answers have them, each with a verdict and"
                        + " with the lesson that shows it by running it. Folklore is a reason that was made up afterwards.",
                "class",
                "lead");
        verdicts(out, entries);
        entries.forEach(entry -> entry(out, entry));
        return reference.page(
                PATH,
                Kind.CLAIM,
                "What people say, and what is true",
                "Claims about closing TCP, judged by running them.",
                out);
    }

    /** The claims by their verdicts, each as a link. */
    private static void verdicts(Html out, List<Claims.Entry> entries) {
        out.open("dl", "class", "facts verdicts");
        for (Claims.Truth truth : Claims.Truth.values()) {
            List<String> ids = entries.stream()
                    .filter(e -> e.claim().truth() == truth)
                    .map(e -> e.claim().id())
                    .toList();
            out.open("dt", "class", "truth " + style(truth))
                    .text(ids.size() + " " + many(truth))
                    .close();
            out.open("dd");
            ids.forEach(id -> out.put("a", id, "href", "#" + id).text(" "));
            out.closeLine();
        }
        out.closeLine();
    }

    private void entry(Html out, Claims.Entry entry) {
        Claims.Claim claim = entry.claim();
        out.open("section", "class", "claim-entry").open("h2", "id", claim.id());
        out.put("a", claim.id(), "class", "claim-id", "href", "#" + claim.id());
        out.text(" ").open("q");
        reference.prose().write(out, claim.said(), PATH);
        out.close().close();
        out.open("p")
                .put("strong", capital(claim.truth().words()) + ".", "class", "truth " + style(claim.truth()))
                .text(" ");
        reference.prose().write(out, claim.fact(), PATH);
        out.closeLine();
        places(out, entry.places());
        out.closeLine();
    }

    private static void places(Html out, List<Claims.Place> places) {
        if (places.isEmpty()) {
            return;
        }
        out.open("ul", "class", "places");
        Set<String> sections = new HashSet<>();
        for (Claims.Place place : places) {
            if (!sections.add(place.slug() + place.section())) {
                continue; // shown again a little further down
            }
            String number = place.lesson() < 10 ? "0" + place.lesson() : Integer.toString(place.lesson());
            String href =
                    "lessons/" + number + "-" + place.slug() + ".html" + (place.shown() ? "#b" + place.block() : "");
            out.open("li");
            out.put("a", (place.shown() ? "Shown" : "Argued") + " in lesson " + place.lesson(), "href", href);
            out.text(": " + place.section()).close();
        }
        out.close();
    }

    /** The verdict on several claims. */
    private static String many(Claims.Truth truth) {
        return switch (truth) {
            case WRONG -> "are wrong";
            case FOLKLORE -> "are folklore";
            case CONDITION -> "hold with a condition";
            case HOLDS -> "hold";
        };
    }

    private static String style(Claims.Truth truth) {
        return truth.name().toLowerCase(Locale.ROOT);
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
