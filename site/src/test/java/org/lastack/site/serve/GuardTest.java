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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.site.Problem;

/** Attacks on the server that do not get as far as a snippet. */
class GuardTest {
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
        server = Server.start(site, 0);
        wire = new Wire(server.port());
        token = server.address().replaceAll(".*=", "");
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private String cookie() {
        return "Cookie: lastack-" + server.port() + "=" + token;
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
        String rest = named + "Connection: close\r\n" + cookie() + "\r\n\r\n";
        Wire.Answer answer = wire.say("GET / HTTP/1.1\r\n" + rest);
        assertTrue(answer.status() == 421 || answer.status() == 400, answer.text());
        assertFalse(answer.text().contains(token), answer.text());
    }

    @Test
    void another_host_in_the_request_line_is_refused() throws IOException {
        String rest = "Host: 127.0.0.1:" + server.port() + "\r\nConnection: close\r\n" + cookie() + "\r\n\r\n";
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
        for (String call : List.of("open", "run", "waits", "stop", "reset", "close")) {
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
            assertEquals(403, wire.post(call, "{}", cookie()).status(), call + ": the cookie alone");
        }
        assertEquals(405, wire.get("/api/open", header()).status());
        assertEquals(400, wire.post("run", "{}", header()).status());
        assertEquals(400, wire.post("run", "no json", header()).status());
        assertEquals(
                404,
                wire.post("run", "{\"room\":\"x\",\"source\":\"1\"}", header()).status());
    }

    @Test
    void only_who_opened_the_printed_address_gets_the_token() throws IOException {
        String live = "/lessons/index.html";
        assertFalse(wire.get(live).text().contains(token));
        assertTrue(wire.get(live).body().contains("<meta name=\"lastack-token\" content=\"\">"));
        assertFalse(wire.get("/?token=" + token.substring(1)).text().contains(token.substring(1)));
        Wire.Answer entered = wire.get("/?token=" + token);
        assertEquals(303, entered.status());
        assertTrue(entered.text().contains("HttpOnly; SameSite=Strict"), entered.text());
        assertTrue(wire.get(live, cookie()).body().contains("content=\"" + token + "\""));
        assertFalse(wire.get("/", cookie()).text().contains(token), "a page that runs nothing does not get it");
        assertFalse(
                wire.get("//evil.example/?token=" + token).text().contains("Location"), "no way out to another site");
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
                "/./.hidden"
            })
    void no_path_leads_out_of_the_folder(String path) throws IOException {
        Wire.Answer answer = wire.get(path, cookie());
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
        Problem problem = assertThrows(Problem.class, () -> Server.start(folder, server.port()));
        assertEquals(
                "port " + server.port() + " is taken; choose another one with --port, or 0 for any that is free",
                problem.getMessage());
    }
}
