package com.example.tinytcp;

import org.lastack.kit.stack.StackUnderTest;
import org.lastack.kit.suite.TeardownSuite;

/** Certifies how the connections of TinyTcp end. */
class TinyTcpTeardownTest extends TeardownSuite {
    @Override
    protected StackUnderTest newStack() {
        return new TinyTcpStack();
    }
}
