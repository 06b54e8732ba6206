package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class JUnitXmlTest {
    private final Document xml = parse(JUnitXml.write(Made.everything()));

    @Test
    void the_counts_of_the_suite_are_those_of_its_cases() {
        Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);
        assertEquals("toy 1", suite.getAttribute("name"));
        assertEquals("8", suite.getAttribute("tests"));
        assertEquals(8, xml.getElementsByTagName("testcase").getLength());
        // The rule that fails, and the known deviation that has gone.
        assertEquals("2", suite.getAttribute("failures"));
        assertEquals(2, xml.getElementsByTagName("failure").getLength());
        assertEquals("4", suite.getAttribute("skipped"));
        assertEquals(4, xml.getElementsByTagName("skipped").getLength());
        assertEquals("0", suite.getAttribute("errors"));
        assertEquals("2.000", suite.getAttribute("time"));
    }

    @Test
    void a_failure_has_its_message_and_the_whole_story() {
        Element failure =
                (Element) testcase("TW-RESTART").getElementsByTagName("failure").item(0);
        assertEquals("expected an empty ACK; got silence", failure.getAttribute("message"));
        assertEquals("fail", failure.getAttribute("type"));
        assertTrue(failure.getTextContent().contains("FIN,ACK seq=1 ack=2"), failure.getTextContent());
        assertTrue(failure.getTextContent().contains("./lastack certify toy --rules TW-RESTART"));
    }

    @Test
    void what_is_no_failure_says_why_it_is_no_pass() {
        assertEquals("not claimed: the stack does not claim tw-reuse", skipped("TW-REUSE"));
        assertEquals("untested: the stack has no tcp_fin_timeout", skipped("NC-CW"));
        assertEquals("deviation: expected an empty ACK; got silence", skipped("TW-RST"));
        assertEquals(
                "deviation: expected an empty ACK; got silence; known: an old bug & a <known> one", skipped("TW-JUNK"));
    }

    @Test
    void a_deviation_that_has_gone_is_a_failure() {
        Element failure =
                (Element) testcase("TW-2MSL").getElementsByTagName("failure").item(0);
        assertEquals("passes, but is listed as a known deviation: too short", failure.getAttribute("message"));
    }

    @Test
    void the_class_of_a_case_is_its_group() {
        assertEquals("1.F TIME-WAIT", testcase("TW-RST").getAttribute("classname"));
        assertEquals(
                "seen: relaxed (3×); strict (1×)",
                testcase("NC-LA").getTextContent().strip());
    }

    @Test
    void what_a_stack_says_cannot_break_the_xml() {
        assertEquals("a?[2Jb?c?", Text.clean("a\u001b[2Jb\u0000c\uffff"));
        assertEquals("a?b?", Text.clean("a\u202eb\u2066"), "what follows would be read from right to left");
    }

    private String skipped(String id) {
        return ((Element) testcase(id).getElementsByTagName("skipped").item(0)).getAttribute("message");
    }

    private Element testcase(String id) {
        NodeList cases = xml.getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            Element one = (Element) cases.item(i);
            if (one.getAttribute("name").equals(id)) {
                return one;
            }
        }
        throw new AssertionError("no test case " + id);
    }

    private static Document parse(String text) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(text)));
        } catch (Exception e) {
            throw new AssertionError(text, e);
        }
    }
}
