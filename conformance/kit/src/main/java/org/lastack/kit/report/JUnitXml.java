package org.lastack.kit.report;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.lastack.kit.report.Report.Counterexample;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.suite.Verdict.Kind;

/**
 * A {@link Report} in the XML that build servers read: a test suite for each stack, a test case for each rule. They know no
 * deviations; these count as skipped, with the whole story, as do rules that were not claimed or could not be tested.
 */
public final class JUnitXml {
    private final XMLStreamWriter out;

    private JUnitXml(XMLStreamWriter out) {
        this.out = out;
    }

    /** Returns the report as XML. */
    public static String write(Report report) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter out = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            new JUnitXml(out).report(report);
            out.flush();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("cannot write XML: " + e.getMessage(), e);
        }
        return text.toString();
    }

    private void report(Report report) throws XMLStreamException {
        out.writeStartDocument("UTF-8", "1.0");
        line("");
        out.writeStartElement("testsuites");
        out.writeAttribute("name", "lastack");
        for (Report.OfStack stack : report.stacks()) {
            stack(stack);
        }
        line("");
        out.writeEndElement();
        line("");
        out.writeEndDocument();
    }

    private void stack(Report.OfStack stack) throws XMLStreamException {
        line("  ");
        out.writeStartElement("testsuite");
        attribute("name", stack.stack().name());
        attribute("tests", Integer.toString(stack.rules().size()));
        attribute(
                "failures",
                Long.toString(stack.rules().stream().filter(JUnitXml::failed).count()));
        attribute("errors", "0");
        attribute(
                "skipped",
                Long.toString(stack.rules().stream().filter(JUnitXml::skipped).count()));
        attribute("time", BigDecimal.valueOf(stack.micros() / 1000, 3).toPlainString());
        line("    ");
        out.writeStartElement("properties");
        property("clock", stack.stack().clock());
        property("seed", Long.toString(stack.plan().seed()));
        property("tries", Integer.toString(stack.plan().tries()));
        property("scenarios", Integer.toString(stack.scenarios()));
        property("certified", Boolean.toString(stack.certified()));
        line("    ");
        out.writeEndElement();
        for (Entry entry : stack.rules()) {
            entry(stack, entry);
        }
        line("  ");
        out.writeEndElement();
    }

    private void property(String name, String value) throws XMLStreamException {
        line("      ");
        out.writeEmptyElement("property");
        attribute("name", name);
        attribute("value", value);
    }

    private static boolean failed(Entry entry) {
        return entry.verdict() == Kind.FAIL || entry.passedUnexpectedly();
    }

    private static boolean skipped(Entry entry) {
        return entry.verdict() != Kind.FAIL && entry.verdict() != Kind.PASS;
    }

    private void entry(Report.OfStack stack, Entry entry) throws XMLStreamException {
        line("    ");
        out.writeStartElement("testcase");
        // A dot in a class name would begin a package.
        attribute("classname", stack.stack().label() + "." + entry.group().replace(".", ""));
        attribute("name", entry.id());
        attribute("time", "0");
        if (failed(entry)) {
            story("failure", entry.passedUnexpectedly() ? "unexpected pass" : "fail", entry);
        } else if (skipped(entry)) {
            story("skipped", entry.verdict().toString(), entry);
        }
        if (entry.verdict() == Kind.PASS && !entry.seen().isEmpty()) {
            line("      ");
            out.writeStartElement("system-out");
            out.writeCharacters("seen: " + ConsoleReport.seen(entry.seen()));
            out.writeEndElement();
        }
        line("    ");
        out.writeEndElement();
    }

    private void story(String element, String type, Entry entry) throws XMLStreamException {
        line("      ");
        out.writeStartElement(element);
        attribute("message", message(entry));
        if (element.equals("failure")) {
            attribute("type", type);
        }
        Counterexample found = entry.counterexample();
        if (found != null) {
            out.writeCharacters(String.format(
                    Locale.ROOT,
                    "%n%s (%s, %s): %s%n%nscenario:%n%s%n%s%n%sagain: %s%n",
                    entry.id(),
                    entry.level(),
                    entry.source(),
                    entry.statement(),
                    found.scenario(),
                    found.diagram(),
                    found.breach() == null ? "" : "the last lines:\n" + found.breach() + "\n",
                    entry.replay()));
        }
        out.writeEndElement();
    }

    private static String message(Entry entry) {
        String known = entry.known();
        if (entry.passedUnexpectedly()) {
            return "passes, but is listed as a known deviation: " + known;
        }
        String verdict = entry.verdict() == Kind.FAIL ? "" : entry.verdict() + ": ";
        return verdict + entry.why() + (known == null ? "" : "; known: " + known);
    }

    private void attribute(String name, String value) throws XMLStreamException {
        out.writeAttribute(name, value);
    }

    private void line(String indent) throws XMLStreamException {
        out.writeCharacters("\n" + indent);
    }
}
