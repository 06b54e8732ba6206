package org.lastack.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.machine.Settings;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

class ApplicationTest {
    @Test
    void a_call_on_a_socket_whose_close_lingers_does_not_disturb_the_close() {
        Simulation net = new Simulation(Settings.rfc9293(), Network.perfect(Time.ms(10)));
        net.server().listen(1, 80);
        net.client().connect(2, 80);
        net.run(Time.ms(100));
        net.client().call(2, new Call.SetOption(SocketOption.LINGER, 5));
        assertEquals(Result.pending(), net.client().close(2));
        assertEquals(Result.failed(Errno.EBADF), net.client().read(2));
        assertEquals(Result.ok(), net.client().completed(2)); // that of the connect
        net.run(Time.ms(100));
        List<Event> events = net.client().trace().events();
        List<Event> closed = events.stream()
                .filter(e -> e instanceof Event.Returned r && r.call() instanceof Call.Close)
                .toList();
        assertEquals(List.of(new Event.Returned(Time.ms(120), 2, new Call.Close(), Result.ok())), closed);
        assertNull(net.client().completed(3));
    }
}
