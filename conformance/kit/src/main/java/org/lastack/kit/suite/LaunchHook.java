package org.lastack.kit.suite;

import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyAttributes;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Gives the properties of a {@link Certification} its seed and number of tries; jqwik has no configuration key for them. In a
 * suite of a user's it lets the suite say how each property ended.
 */
final class LaunchHook implements AroundPropertyHook {
    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property)
            throws Throwable {
        Certification.Plan plan = Certification.running();
        if (plan != null) {
            PropertyAttributes attributes = context.attributes();
            attributes.setTries(plan.tries());
            attributes.setSeed(Long.toString(plan.seed()));
            attributes.setAfterFailure(AfterFailureMode.RANDOM_SEED);
            attributes.setShrinking(Certification.shrinks(idOf(context)) ? ShrinkingMode.BOUNDED : ShrinkingMode.OFF);
        }
        PropertyExecutionResult result = property.execute();
        if (plan == null && context.testInstance() instanceof TeardownSuite suite) {
            return suite.told(idOf(context), result);
        }
        return result;
    }

    private static String idOf(PropertyLifecycleContext context) {
        return Certification.idOf(context.targetMethod().getName());
    }
}
