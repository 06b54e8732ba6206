package org.lastack.site.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.site.SiteProblem;

/** Attacks on the server that do not get as far as a snippet. */
class RequestGuardTest {
    private static final String SECRET = "the secret beside the site";

    @TempDir
    static Path temp;

    private static Server server;
    private static Wire wire;
    private static String token;

    @BeforeAll
    static void serve() throws IOException {
        Path site = Files.createDirectories(temp.resolve("site/lessons")).getParent();
        Files.writeString(site.resolve("index.html"), "<!doctype html><html><head></head><body>home</body></html>");
        Files.writeString(
                site.resolve("lessons/index.html"),
                "<html><head><script src=\"../assets/live.js\"></script></head><body>lessons</body></html>");
        Files.writeString(site.resolve(".hidden"), SECRET);
        Files.writeString(temp.resolve("secret.txt"), SECRET);
        Files.createSymbolicLink(site.resolve("link.txt"), temp.resolve("secret.txt"));
        Files.createSymbolicLink(site.resolve("up"), temp);
        Files.createSymbolicLink(site.resolve("zero"), Path.of("/dev/zero"));
        Files.createSymbolicLink(site.resolve("loop"), Path.of("loop"));
        server = Server.start(site, 0);
        wire = new Wire(server.port());
        token = server.address().replaceAll(".*=", "");
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
        Files.delete(temp.resolve("site/zero")); // JUnit warns of links that lead elsewhere
    }

    private String header() {
        return "X-Lastack-Token: " + token;
    }

    @Test
    void a_page_is_served_to_who_asks_rightly() throws IOException {
        Wire.Answer home = wire.get("/");
        assertEquals(200, home.status());
        assertTrue(home.body().contains("home"), home.text());
        assertTrue(wire.get("/lessons/").body().contains("lessons"));
        assertEquals(301, wire.get("/lessons").status());
        assertEquals(404, wire.get("/nothing.html").status());
    }

    @Test
    void every_answer_carries_the_headers_that_make_a_browser_careful() throws IOException {
        for (Wire.Answer answer : List.of(wire.get("/"), wire.get("/nothing.html"), wire.post("open", "{}"))) {
            for (String each : List.of(
                    "Content-Security-Policy: default-src 'none'; script-src 'self'",
                    "frame-ancestors 'none'",
                    "X-Content-Type-Options: nosniff",
                    "Referrer-Policy: no-referrer",
                    "Cross-Origin-Resource-Policy: same-origin",
                    "Cache-Control: no-store")) {
                assertTrue(answer.text().contains(each), each + " is not in\n" + answer.text());
            }
            assertFalse(answer.text().contains("Access-Control-Allow"), answer.text());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:PORT",
                "127.0.0.1",
                "127.0.0.1:1",
                "127.0.0.1.evil.example:PORT",
                "[::1]:PORT",
                ""
            })
    void another_host_is_refused(String host) throws IOException {
        String named = "Host: " + host.replace("PORT", "" + server.port()) + "\r\n";
        String rest = named + "Connection: close\r\n" + header() + "\r\n\r\n";
        Wire.Answer answer = wire.say("GET / HTTP/1.1\r\n" + rest);
        assertTrue(answer.status() == 421 || answer.status() == 400, answer.text());
        assertFalse(answer.text().contains(token), answer.text());
    }

    @Test
    void another_host_in_the_request_line_is_refused() throws IOException {
        String rest = "Host: 127.0.0.1:" + server.port() + "\r\nConnection: close\r\n" + header() + "\r\n\r\n";
        Wire.Answer answer = wire.say("GET http://evil.example/ HTTP/1.1\r\n" + rest);
        assertNotEquals(200, answer.status(), answer.text());
    }

    @Test
    void this_machine_may_be_called_localhost() throws IOException {
        assertEquals(
                200,
                wire.say("GET / HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\nConnection: close\r\n\r\n")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "null",
                "https://127.0.0.1:PORT",
                "http://127.0.0.1",
                "http://127.0.0.1:1",
                "http://localhost.evil.example:PORT"
            })
    void another_origin_is_refused_even_with_the_token(String origin) throws IOException {
        String named = "Origin: " + origin.replace("PORT", "" + server.port());
        assertEquals(403, wire.post("open", "{}", header(), named).status());
    }

    @Test
    void a_request_that_the_browser_says_is_of_another_site_is_refused() throws IOException {
        assertEquals(
                403,
                wire.post("open", "{}", header(), "Sec-Fetch-Site: cross-site").status());
        assertEquals(
                403,
                wire.post("open", "{}", header(), "Sec-Fetch-Site: same-site").status());
        assertEquals(
                403,
                wire.get("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors")
                        .status());
        assertEquals(
                200,
                wire.get("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")
                        .status());
    }

    @Test
    void a_call_without_the_token_or_with_a_wrong_one_is_refused() throws IOException {
        for (String call : List.of("open", "key", "run", "waits", "stop", "reset", "close")) {
            assertEquals(403, wire.post(call, "{}").status(), call);
            assertEquals(403, wire.post(call, "{}", "X-Lastack-Token: ").status(), call);
            assertEquals(
                    403,
                    wire.post(call, "{}", "X-Lastack-Token: " + token.substring(1))
                            .status(),
                    call);
            assertEquals(
                    403,
                    wire.post(call, "{}", "X-Lastack-Token: " + token + "A").status(),
                    call);
            String cookie = "Cookie: lastack.key=" + token;
            for (String elsewhere :
                    List.of(cookie, "Authorization: Bearer " + token, "X-Lastack-Token: x\r\n" + header())) {
                assertEquals(403, wire.post(call, "{}", elsewhere).status(), elsewhere);
            }
            assertEquals(403, wire.post(call + "?token=" + token, "{}").status());
        }
        assertEquals(405, wire.get("/api/open", header()).status());
        assertEquals(400, wire.post("run", "{}", header()).status());
        assertEquals(400, wire.post("run", "no json", header()).status());
        assertEquals(
                404,
                wire.post("run", "{\"room\":\"x\",\"source\":\"1\"}", header()).status());
    }

    @Test
    void the_server_never_sends_the_token_whoever_asks() throws IOException {
        assertTrue(server.address().contains("/#key="), "no browser sends what stands behind the #");
        for (String path :
                List.of("/", "/lessons/", "/lessons", "/lessons/index.html", "/nothing", "//evil.example/")) {
            for (String query : List.of("", "?token=" + token, "?key=" + token)) {
                String answer = wire.get(path + query, header(), "Cookie: lastack.key=" + token)
                        .text();
                assertFalse(answer.contains(token), answer);
                assertFalse(answer.contains("Set-Cookie"), answer);
            }
        }
        String served = "<meta name=\"lastack-served\" content=\"yes\">";
        assertTrue(wire.get("/lessons/").body().contains(served));
        assertFalse(wire.get("/").body().contains(served), "a page that runs nothing");
    }

    @Test
    void of_two_origins_none_counts() throws IOException {
        String ours = "Origin: http://127.0.0.1:" + server.port();
        assertEquals(400, wire.post("run", "{}", header(), ours).status(), "so far it is right");
        assertEquals(
                403,
                wire.post("run", "{}", header(), ours, "Origin: http://evil.example")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "ftp", "ws"})
    void another_scheme_in_the_request_line_is_refused(String scheme) throws IOException {
        String here = "127.0.0.1:" + server.port();
        String rest = here + "/ HTTP/1.1\r\nHost: " + here + "\r\nConnection: close\r\n\r\n";
        assertEquals(200, wire.say("GET http://" + rest).status());
        assertEquals(421, wire.say("GET " + scheme + "://" + rest).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "FOO", "get", "POST"})
    void a_page_is_only_read(String method) throws IOException {
        String rest = " / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\nConnection: close\r\n\r\n";
        assertEquals(405, wire.say(method + rest).status());
    }

    /** What the server's own parts refuse, and what Jetty does before they see it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /\\evil<b> HTTP/1.1\r\nHOST\r\n\r\n",
                "GET /%zz<b> HTTP/1.1\r\nHOST\r\n\r\n",
                "GET /%2e%2e/<b> HTTP/1.1\r\nHOST\r\n\r\n",
                "GET /evil<b> HTTP/1.1\r\nHOST\r\n\r\n",
                "GET /evil<b>\r\n\r\n",
                "GET /evil<b> HTTP/1.1\r\nHOST\r\nHOST\r\n\r\n",
                "GET /evil<b> HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /evil<b> HTTP/1.1\r\nHOST\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                "POST /api/evil<b> HTTP/1.1\r\nHOST\r\nTOKEN\r\nContent-Length: 0\r\n\r\n",
                "POST /api/run;evil<b> HTTP/1.1\r\nHOST\r\nTOKEN\r\nContent-Length: 0\r\n\r\n",
                "POST /api/run HTTP/1.1\r\nHOST\r\nTOKEN\r\nTransfer-Encoding: chunked\r\n\r\nevil<b>\r\n",
                "POST /api/run HTTP/1.1\r\nHOST\r\nTOKEN\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                "POST /api/run HTTP/1.1\r\nHOST\r\nTOKEN\r\nContent-Length: -1\r\n\r\n"
            })
    void what_is_no_request_is_refused_in_a_line_that_does_not_repeat_it(String request) throws IOException {
        Wire.Answer answer = wire.say(request.replace("HOST", "Host: 127.0.0.1:" + server.port())
                .replace("TOKEN", "Connection: close\r\n" + header())
                .replaceFirst("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        assertTrue(answer.status() >= 400 && answer.status() < 500 || answer.status() == 505, answer.text());
        assertTrue(answer.text().contains("Content-Security-Policy: default-src 'none'"), answer.text());
        assertTrue(answer.text().contains("X-Content-Type-Options: nosniff"), answer.text());
        assertFalse(answer.text().contains("evil") || answer.text().contains("html"), answer.text());
        assertTrue(answer.body().matches("lastack: .*\n|\\{\"error\":\".*\"}"), answer.text());
    }

    @Test
    void a_call_that_breaks_off_is_said_to_be_broken() throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port())) {
            String call = "POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n" + header()
                    + "\r\nContent-Length: 100\r\n\r\n{";
            socket.getOutputStream().write(call.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("did not come whole"), answer);
        }
    }

    @Test
    void who_says_nothing_keeps_nobody_from_reading() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port());
                silent.add(socket);
                String begun = i % 2 == 0
                        ? "GET / HTTP/1.1\r\nHo"
                        : "POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                                + "\r\nContent-Length: 9\r\n\r\n{";
                socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
            }
            assertEquals(200, wire.get("/").status());
        } finally {
            for (Socket each : silent) {
                each.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/%2e%2e%2fsecret.txt",
                "/.%2e/secret.txt",
                "/lessons/../../secret.txt",
                "/lessons/%2e%2e/%2e%2e/secret.txt",
                "/..%5csecret.txt",
                "/..\\secret.txt",
                "/%252e%252e/secret.txt",
                "/..;/secret.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "/lessons/..%00/../secret.txt",
                "//../secret.txt",
                "/link.txt",
                "/up/secret.txt",
                "/.hidden",
                "/lessons/..%2f.hidden",
                "/file:///secret.txt",
                "/./.hidden",
                "/lessons/%5c..%5c..%5csecret.txt",
                "/..%00/secret.txt",
                "/index.html%00",
                "/%25%32%65%25%32%65/secret.txt",
                "/%u002e%u002e/secret.txt",
                "/up%2fsecret.txt",
                "/zero",
                "/loop"
            })
    void no_path_leads_out_of_the_folder(String path) throws IOException {
        Wire.Answer answer = wire.get(path, header());
        assertFalse(answer.text().contains(SECRET), path + "\n" + answer.text());
        assertTrue(answer.status() == 404 || answer.status() == 400, path + "\n" + answer.text());
    }

    @Test
    void the_secret_can_be_found_at_all() throws IOException {
        Files.writeString(temp.resolve("site/public.txt"), SECRET);
        assertTrue(wire.get("/public.txt").text().contains(SECRET));
    }

    @Test
    void a_hundred_megabytes_are_refused_before_they_are_sent() throws IOException {
        for (String first : List.of("POST /api/run", "POST /", "GET /")) {
            String head = first + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n" + header()
                    + "\r\nContent-Length: 104857600\r\n\r\n";
            assertEquals(413, wire.say(head).status(), first);
        }
    }

    @Test
    void a_hundred_megabytes_that_are_not_announced_are_cut_off() throws IOException {
        String head = "POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n" + header()
                + "\r\nTransfer-Encoding: chunked\r\n\r\n";
        byte[] chunk = ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int sent = 0;
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            while (sent < 1600) {
                out.write(chunk);
                sent++;
            }
        } catch (IOException e) {
            // The server has closed, and the system tells: what this test is about.
        }
        assertTrue(sent < 320, "the server took " + (sent >> 4) + " MB");
    }

    @Test
    void who_knows_the_token_learns_that_it_is_right() throws IOException {
        assertEquals(200, wire.post("key", "{}", header()).status());
    }

    @Test
    void four_hundred_calls_that_do_not_come_whole_hold_no_thread() throws IOException {
        String half = "POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n" + header()
                + "\r\nContent-Length: 100\r\n\r\n{\"room\"";
        List<Socket> halves = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port());
                halves.add(socket);
                socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
            }
            assertEquals(200, wire.get("/").status());
            assertEquals(200, wire.post("key", "{}", header()).status());
            for (StackTraceElement[] each : Thread.getAllStackTraces().values()) {
                assertFalse(
                        Arrays.stream(each).anyMatch(e -> e.getClassName().equals(LessonApi.class.getName())),
                        "a thread waits for the rest of a call");
            }
        } finally {
            for (Socket each : halves) {
                each.close();
            }
        }
    }

    @Test
    void nobody_but_this_machine_reaches_it() throws IOException {
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : each.inetAddresses()
                    .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
                    .toList()) {
                assertThrows(
                        ConnectException.class, () -> new Socket(address, server.port()).close(), address.toString());
            }
        }
    }

    @Test
    void a_port_that_is_taken_is_said_so_in_one_line(@TempDir Path folder) {
        SiteProblem problem = assertThrows(SiteProblem.class, () -> Server.start(folder, server.port()));
        assertEquals(
                "port " + server.port() + " is taken; choose another one with --port, or 0 for any that is free",
                problem.getMessage());
    }
}
