package org.lastack.kit.suite;

import net.jqwik.api.Group;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;

/** The suite on the reference as its users run it on their stacks; also what PIT has for tests. */
class ReferenceSuiteTest {
    @Group
    class Rfc9293 extends TeardownSuite {
        @Override
        protected StackUnderTest newStack() {
            return ReferenceStack.rfc9293();
        }
    }

    @Group
    class Linux extends TeardownSuite {
        @Override
        protected StackUnderTest newStack() {
            return ReferenceStack.linux();
        }
    }
}
