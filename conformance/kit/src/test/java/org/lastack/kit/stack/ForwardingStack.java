package org.lastack.kit.stack;

import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;

/** A stack of which a test changes something; all else is passed on. */
public class ForwardingStack implements StackUnderTest {
    private final StackUnderTest inner;

    public ForwardingStack(StackUnderTest inner) {
        this.inner = inner;
    }

    @Override
    public Profile profile() {
        return inner.profile();
    }

    @Override
    public void attach(Output output) {
        inner.attach(output);
    }

    @Override
    public boolean set(String knob, long value) {
        return inner.set(knob, value);
    }

    @Override
    public Result call(int socket, Call call) {
        return inner.call(socket, call);
    }

    @Override
    public void deliver(Bytes packet) {
        inner.deliver(packet);
    }

    @Override
    public long advance(long micros) {
        return inner.advance(micros);
    }

    @Override
    public void close() {
        inner.close();
    }
}
