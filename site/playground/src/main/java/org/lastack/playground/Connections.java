package org.lastack.playground;

import org.lastack.host.Host;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Time;

/** Says of a connection what a person looks at. */
final class Connections {
    private Connections() {}

    static void write(Json json, Host host, Host.Entry entry) {
        json.open('{')
                .key("socket")
                .number(entry.socket())
                .key("state")
                .text(entry.state().toString());
        json.key("local").number(entry.tuple().localPort());
        json.key("remote").number(entry.tuple().remotePort());
        Tcb tcb = host.snapshot(entry.tuple());
        if (tcb != null) {
            json.key("unread").number(tcb.rcv.unreadLength()).key("queued").number(tcb.snd.queued());
            json.key("orphan").flag(tcb.orphan);
            timers(json, tcb.timers);
        }
        json.close('}');
    }

    private static void timers(Json json, Tcb.Timers timers) {
        json.key("timers").open('[');
        timer(json, "retransmission", timers.retransmit);
        timer(json, "window probe", timers.persist);
        timer(json, "keep-alive", timers.keepalive);
        timer(json, "FIN-WAIT-2", timers.finWait2);
        timer(json, "TIME-WAIT", timers.timeWait);
        json.close(']');
    }

    private static void timer(Json json, String name, long at) {
        if (at != Time.NEVER) {
            json.open('{').key("name").text(name).key("at").number(at).close('}');
        }
    }
}
