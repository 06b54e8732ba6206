package org.lastack.kit.suite;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** Tells a suite which property runs, and lets it say how that ended. */
final class PropertyHook implements AroundPropertyHook {
    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property)
            throws Throwable {
        TeardownSuite suite = (TeardownSuite) context.testInstance();
        return suite.around(context.targetMethod().getName(), property);
    }
}
