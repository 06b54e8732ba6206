package org.lastack.stacks.linux;

import java.util.List;
import org.lastack.kit.stack.StackUnderTest;

/** A Linux kernel, which can be asked more than a stack need tell. */
public interface KernelStack extends StackUnderTest {
    /** Returns the connections over IPv4 that the kernel knows here, those that no application holds too. */
    List<KernelConnection> connections();

    /**
     * Returns how many octets the kernel has taken in their order on the connection, and one more with the FIN, whether it has
     * acknowledged them or not; 0 when no application holds it, or it has ended.
     */
    long received(int socket);
}
