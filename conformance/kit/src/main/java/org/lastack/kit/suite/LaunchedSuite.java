package org.lastack.kit.suite;

import org.lastack.kit.stack.StackUnderTest;

/** The suite as {@link Certification} launches it. */
final class LaunchedSuite extends TeardownSuite {
    @Override
    protected StackUnderTest newStack() {
        throw new IllegalStateException("a launched suite belongs to a session that is there already");
    }

    @Override
    Session session() {
        return Certification.session();
    }
}
