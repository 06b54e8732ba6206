package org.lastack.site.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Says to a server what no client would let one say, octet by octet. */
record Wire(int port) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_MS = 600_000;

    /** An answer as it came, whole. */
    record Answer(String text) {
        int status() {
            return text.isEmpty() ? 0 : Integer.parseInt(text.split(" ", 3)[1]);
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }
    }

    /** A call of the API of the server that printed this address, with its token. */
    static JsonNode call(String address, String name, Map<String, ?> body) throws IOException {
        Wire wire = new Wire(Integer.parseInt(address.replaceAll(".*:(\\d+)/.*", "$1")));
        String header = "X-Lastack-Token: " + address.replaceAll(".*=", "");
        return JSON.readTree(
                wire.post(name, JSON.writeValueAsString(body), header).body());
    }

    /** A request for a path, with these header lines beside those that make it a right one. */
    Answer get(String path, String... headers) throws IOException {
        return say("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + lines(headers) + "\r\n");
    }

    /** A call of the API. */
    Answer post(String name, String json, String... headers) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return say("POST /api/" + name + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nContent-Length: " + body.length
                + "\r\n" + lines(headers) + "\r\n" + json);
    }

    private static String lines(String... headers) {
        return "Connection: close\r\n" + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n");
    }

    /** Sends the text and reads until the server has closed. */
    Answer say(String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.setSoTimeout(PATIENCE_MS);
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            in.transferTo(all);
            return new Answer(all.toString(StandardCharsets.UTF_8));
        }
    }
}
