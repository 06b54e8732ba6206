package org.lastack.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SvgLadderTest {
    private static final Ladder FIGURE_12 = Ladder.of(
            Traces.figure12(),
            Ladder.Options.PLAIN
                    .withPeerStates(Traces.figure12Peer())
                    .withComplaint(9, "expected ack=3 & got \"<ack=2>\""));

    private static Document parse(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> all(Document svg, String name, String style) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = svg.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            Element element = (Element) nodes.item(i);
            if (style.isEmpty() || element.getAttribute("class").equals(style)) {
                found.add(element);
            }
        }
        return found;
    }

    @Test
    void every_packet_is_an_arrow_and_every_lost_one_a_cross() throws Exception {
        Document close = parse(SvgLadder.draw(FIGURE_12));
        assertEquals(4, all(close, "path", "ladder-head").size());
        assertEquals(0, all(close, "path", "ladder-lost").size());
        Document lost = parse(SvgLadder.draw(Ladder.of(Traces.lostFin())));
        assertEquals(3, all(lost, "path", "ladder-head").size());
        assertEquals(2, all(lost, "path", "ladder-lost").size(), "the shaft and the cross of the FIN that is drawn");
        assertTrue(all(lost, "text", "ladder-aside").stream()
                .anyMatch(t -> t.getTextContent().startsWith("4 more, lost too, at 0.310, ")));
    }

    @Test
    void a_page_may_have_the_style_once_for_all_its_pictures() throws Exception {
        String bare = SvgLadder.drawUnstyled(FIGURE_12);
        assertEquals(0, all(parse(bare), "style", "").size());
        assertFalse(parse(bare).getDocumentElement().hasAttribute("style"));
        String whole = SvgLadder.draw(FIGURE_12);
        assertTrue(SvgLadder.style()
                .contains(all(parse(whole), "style", "").get(0).getTextContent().strip()));
        assertEquals(bare, whole.replaceFirst(" style=\"[^\"]*\"", "").replaceFirst("(?s)<style>.*</style>\n", ""));
    }

    @Test
    void the_states_of_figure_12_stand_on_their_lines() throws Exception {
        Document svg = parse(SvgLadder.draw(FIGURE_12));
        List<Element> states = all(svg, "text", "ladder-state");
        String left = states.get(0).getAttribute("x");
        assertEquals(
                List.of("ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSED"),
                states.stream()
                        .filter(s -> s.getAttribute("x").equals(left))
                        .map(Element::getTextContent)
                        .toList());
        assertEquals(
                List.of("ESTABLISHED", "CLOSE-WAIT", "LAST-ACK", "CLOSED"),
                states.stream()
                        .filter(s -> !s.getAttribute("x").equals(left))
                        .map(Element::getTextContent)
                        .toList());
    }

    @Test
    void a_complaint_is_text_inside_a_band() throws Exception {
        Document svg = parse(SvgLadder.draw(FIGURE_12));
        Element band = all(svg, "rect", "ladder-band").get(0);
        Element complaint = all(svg, "text", "ladder-complaint").get(0);
        assertEquals("expected ack=3 & got \"<ack=2>\"", complaint.getTextContent());
        int top = number(band, "y");
        int y = number(complaint, "y");
        assertTrue(top < y && y < top + number(band, "height"));
    }

    @Test
    void nothing_is_drawn_outside_the_picture_and_nothing_over_what_stands_above() throws Exception {
        for (Ladder ladder : List.of(FIGURE_12, Ladder.of(Traces.lostFin()))) {
            Document svg = parse(SvgLadder.draw(ladder));
            int height = number(svg.getDocumentElement(), "height");
            int above = 0;
            for (Element text : all(svg, "text", "")) {
                int y = number(text, "y");
                assertTrue(y > 0 && y < height - 4, text.getTextContent());
                if (text.getAttribute("text-anchor").equals("middle")
                        && number(text, "x") > 200
                        && number(text, "x") < 300) {
                    assertTrue(y >= above + 14, text.getTextContent());
                    above = y;
                }
            }
        }
    }

    @Test
    void a_time_of_days_is_made_narrower_to_fit_beside_the_line() throws Exception {
        Trace trace = new Trace(
                "reference",
                0,
                List.of(new Event.Note(0, "begin"), new Event.Note(2_073_601_700_000L, "24 days later")));
        Document svg = parse(SvgLadder.draw(Ladder.of(trace)));
        List<Element> times = all(svg, "text", "ladder-time");
        assertEquals("", times.get(0).getAttribute("textLength"));
        Element last = times.get(times.size() - 1);
        assertEquals("2073601.700 s", last.getTextContent());
        assertTrue(number(last, "textLength") < number(last, "x"));
    }

    @Test
    void the_lines_stop_at_a_complaint_and_are_whole_otherwise() throws Exception {
        Document svg = parse(SvgLadder.draw(FIGURE_12));
        int complaint = number(all(svg, "text", "ladder-complaint").get(0), "y");
        int end = 34;
        for (Element line : all(svg, "path", "")) {
            if (line.getAttribute("class").startsWith("ladder-line")) {
                String[] heights = line.getAttribute("d").split("[MV ]+");
                int top = Integer.parseInt(heights[2]);
                int bottom = Integer.parseInt(heights[3]);
                assertTrue(top == end || end <= complaint && complaint < top, line.getAttribute("d"));
                assertTrue(complaint < top || bottom < complaint, line.getAttribute("d"));
                end = bottom;
            }
        }
        assertEquals(number(svg.getDocumentElement(), "height") - 4, end);
    }

    @Test
    void it_stands_alone_and_says_what_it_is() throws Exception {
        String picture = SvgLadder.draw(FIGURE_12);
        Document svg = parse(picture);
        assertEquals("reference and peer", all(svg, "title", "").get(0).getTextContent());
        String description = all(svg, "desc", "").get(0).getTextContent();
        assertTrue(description.contains("4 packets") && description.contains("ends in CLOSED"), description);
        assertTrue(picture.contains("prefers-color-scheme: dark"));
        assertFalse(picture.contains("url(") || picture.contains("<script") || picture.contains("href"));
    }

    @Test
    void a_stack_cannot_write_markup_or_control_characters() throws Exception {
        Trace trace = new Trace("<script>\u0000", 0, List.of(new Event.Note(0, "</svg>\u001b\ud800 & \uffff")));
        Document svg = parse(SvgLadder.draw(Ladder.of(trace)));
        assertEquals(0, svg.getElementsByTagName("script").getLength());
        assertEquals("</svg>?? & ?", all(svg, "text", "ladder-aside").get(0).getTextContent());
    }

    private static int number(Element element, String name) {
        return Integer.parseInt(element.getAttribute(name));
    }
}
