package org.lastack.kit.report.html;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import javax.xml.parsers.DocumentBuilderFactory;
import org.lastack.kit.report.Report;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A page to be asked questions: it is written so that an XML parser reads it, but for the script. */
final class Page {
    final String html;
    private final Document document;

    Page(Report report) {
        html = HtmlReport.write(report, HtmlReport.Place.in(Path.of("my reports")));
        document = parse(html.replaceAll("(?s)(<script>|<style>).*?(</script>|</style>)", "$1$2"));
    }

    static Document parse(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        } catch (Exception e) {
            throw new AssertionError(xml, e);
        }
    }

    List<Element> all(String element) {
        return all(document.getElementsByTagName(element));
    }

    /** Returns the elements with this word in their class. */
    List<Element> styled(String element, String style) {
        return all(element).stream().filter(e -> hasStyle(e, style)).toList();
    }

    static boolean hasStyle(Element element, String style) {
        return List.of(element.getAttribute("class").split(" ")).contains(style);
    }

    Element id(String id) {
        return all("*").stream()
                .filter(e -> e.getAttribute("id").equals(id))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(id));
    }

    static List<Element> all(Element in, String element) {
        return all(in.getElementsByTagName(element));
    }

    private static List<Element> all(NodeList nodes) {
        List<Element> all = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            all.add((Element) nodes.item(i));
        }
        return all;
    }

    static List<String> texts(List<Element> elements) {
        return elements.stream().map(e -> e.getTextContent().strip()).toList();
    }

    /** Returns the style or the script as the browser hashes it. */
    String content(String element) {
        int begin = html.indexOf("<" + element + ">") + element.length() + 2;
        return html.substring(begin, html.indexOf("</" + element + ">", begin));
    }
}
