package org.lastack.stacks.kernel;

import java.util.List;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.stack.Profile;
import org.lastack.stacks.line.Limits;
import org.lastack.stacks.line.LineProtocolStack;
import org.lastack.stacks.linux.KernelConnection;
import org.lastack.stacks.linux.KernelStack;
import org.lastack.tcp.Bytes;

/** A kernel that was built for user mode, for whoever is more curious than a certification: a lesson. Its time is virtual. */
public final class VirtualKernel implements KernelStack {
    /** Its table of connections is one line, with some 300 characters for each. */
    private static final Limits LIMITS =
            new Limits(Limits.DEFAULT.answer(), Limits.DEFAULT.lines(), Limits.DEFAULT.octets(), 2_000_000);

    private final LineProtocolStack program;

    /**
     * Boots it.
     *
     * @param command from {@link Kernels}
     * @throws org.lastack.kit.stack.StackUnavailableException when it cannot be started
     */
    public VirtualKernel(List<String> command) {
        program = new LineProtocolStack(command, LIMITS);
    }

    @Override
    public Profile profile() {
        return program.profile();
    }

    @Override
    public void attach(Output output) {
        program.attach(output);
    }

    @Override
    public boolean set(String knob, long value) {
        return program.set(knob, value);
    }

    @Override
    public Result call(int socket, Call call) {
        return call instanceof Call.Write write ? program.send(socket, write.data()) : program.call(socket, call);
    }

    @Override
    public void deliver(Bytes packet) {
        program.deliver(packet);
    }

    @Override
    public long advance(long micros) {
        return program.advance(micros);
    }

    @Override
    public List<KernelConnection> connections() {
        return KernelConnection.table(program.connections());
    }

    @Override
    public long received(int socket) {
        return program.received(socket);
    }

    @Override
    public void close() {
        program.close();
    }
}
