package org.lastack.kit.unusual;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.stack.ForwardingStack;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnderTest;

/** A stack that says other things of itself, and lacks some settings and calls. */
final class Claims extends ForwardingStack {
    private final UnaryOperator<Profile> claims;
    private final Predicate<String> lacksKnob;
    private final Predicate<Call> lacksCall;

    Claims(
            StackUnderTest inner,
            UnaryOperator<Profile> claims,
            Predicate<String> lacksKnob,
            Predicate<Call> lacksCall) {
        super(inner);
        this.claims = claims;
        this.lacksKnob = lacksKnob;
        this.lacksCall = lacksCall;
    }

    @Override
    public Profile profile() {
        return claims.apply(super.profile());
    }

    @Override
    public boolean set(String knob, long value) {
        return !lacksKnob.test(knob) && super.set(knob, value);
    }

    @Override
    public Result call(int socket, Call call) {
        return lacksCall.test(call) ? Result.failed(Errno.EOPNOTSUPP) : super.call(socket, call);
    }
}
