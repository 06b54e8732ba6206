package org.lastack.stacks.host;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;

/**
 * A small HTTP/1.0 server on a stack whose calls do not block: {@code GET /1M} answers with that many octets of the pattern
 * of {@link Bytes#pattern} and closes first, so that TIME-WAIT is on its side; {@code GET /} says what there is.
 */
public final class HttpService {
    private static final int LISTENER = 1;
    private static final int CHUNK = 16_384;
    private static final int LONGEST_REQUEST = 8192;
    private static final long MOST_OCTETS = 1L << 30;
    private static final String HELP =
            "This is the reference of lastack.\nGET /N, /NK or /NM answers with so many octets, at most 1024M.\n";

    private final Calls calls;
    private final Map<Integer, Exchange> exchanges = new LinkedHashMap<>();
    private int next = LISTENER + 1;
    private int served;

    /** The way to the stack. */
    @FunctionalInterface
    public interface Calls {
        Result call(int socket, Call call);
    }

    /** A request that is being read, then its answer that is being written. */
    private static final class Exchange {
        final StringBuilder request = new StringBuilder();
        Bytes head = Bytes.EMPTY;
        long length;
        long written;
        boolean answering;
    }

    /** A service on the stack behind these calls. */
    public HttpService(Calls calls) {
        this.calls = calls;
    }

    /**
     * Begins to listen.
     *
     * @throws IllegalStateException when the stack refuses
     */
    public void listen(IpAddress address, int port) {
        Result result = calls.call(LISTENER, new Call.Listen(address, port));
        if (!(result instanceof Result.Ok)) {
            throw new IllegalStateException("cannot listen on port " + port + ": " + result.show());
        }
    }

    /** How many answers were written whole and closed. */
    public int served() {
        return served;
    }

    /** Does whatever can be done now; to be called after everything that happened to the stack. */
    public void proceed() {
        while (calls.call(next, new Call.Accept(LISTENER)) instanceof Result.Ok) {
            exchanges.put(next++, new Exchange());
        }
        exchanges.entrySet().removeIf(e -> over(e.getKey(), e.getValue()));
    }

    private boolean over(int socket, Exchange exchange) {
        if (!exchange.answering && !read(socket, exchange)) {
            calls.call(socket, new Call.Close());
            return true;
        }
        return exchange.answering && written(socket, exchange);
    }

    /** Reads as far as there is something; false when the request will never be whole. */
    private boolean read(int socket, Exchange exchange) {
        while (!exchange.answering) {
            Result result = calls.call(socket, new Call.Read(CHUNK));
            if (result.is(Errno.EAGAIN)) {
                return true;
            }
            if (!(result instanceof Result.Data data) || exchange.request.length() > LONGEST_REQUEST) {
                return false;
            }
            exchange.request.append(new String(data.octets().toArray(), StandardCharsets.ISO_8859_1));
            if (exchange.request.indexOf("\r\n\r\n") >= 0 || exchange.request.indexOf("\n\n") >= 0) {
                answer(exchange);
            }
        }
        return true;
    }

    private static void answer(Exchange exchange) {
        String[] words = exchange.request.toString().split("[ \r\n]", 3);
        boolean get = words.length > 2 && words[0].equals("GET") && words[1].startsWith("/");
        long octets = get ? octets(words[1].substring(1)) : -1;
        String text = get && words[1].equals("/") ? HELP : octets < 0 ? "No such thing here. " + HELP : "";
        String status = text.startsWith("No") ? "404 Not Found" : "200 OK";
        exchange.length = Math.max(0, octets);
        long length = text.isEmpty() ? exchange.length : text.length();
        exchange.head = Bytes.copyOf(("HTTP/1.0 " + status + "\r\nContent-Type: "
                        + (text.isEmpty() ? "application/octet-stream" : "text/plain") + "\r\nContent-Length: " + length
                        + "\r\nConnection: close\r\n\r\n" + text)
                .getBytes(StandardCharsets.ISO_8859_1));
        exchange.answering = true;
    }

    /** Reads a number with an optional K or M; -1 when it is none or too large. */
    private static long octets(String path) {
        long unit = path.endsWith("K") ? 1 << 10 : path.endsWith("M") ? 1 << 20 : 1;
        String digits = unit == 1 ? path : path.substring(0, path.length() - 1);
        if (digits.isEmpty() || digits.length() > 10 || !digits.chars().allMatch(Character::isDigit)) {
            return -1;
        }
        long octets = Long.parseLong(digits) * unit;
        return octets <= MOST_OCTETS ? octets : -1;
    }

    /** Writes as far as there is room; true when all was written and the connection closed, or the peer is gone. */
    private boolean written(int socket, Exchange exchange) {
        while (exchange.written < exchange.head.length() + exchange.length) {
            Result result = calls.call(socket, new Call.Write(chunk(exchange)));
            if (result.is(Errno.EAGAIN)) {
                return false;
            }
            if (!(result instanceof Result.Count taken)) {
                calls.call(socket, new Call.Close());
                return true;
            }
            exchange.written += taken.octets();
        }
        served++;
        calls.call(socket, new Call.Close());
        return true;
    }

    private static Bytes chunk(Exchange exchange) {
        int head = exchange.head.length();
        if (exchange.written < head) {
            return exchange.head.slice((int) exchange.written, head);
        }
        long offset = exchange.written - head;
        return Bytes.pattern(offset, (int) Math.min(CHUNK, exchange.length - offset));
    }
}
