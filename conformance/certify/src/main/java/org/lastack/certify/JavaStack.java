package org.lastack.certify;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.Guarded;
import org.lastack.kit.stack.StackUnderTest;

/** A stack in Java that the command line names: a class that implements {@link StackUnderTest}, and where it lies. */
final class JavaStack implements Supplier<StackUnderTest>, AutoCloseable {
    private final URLClassLoader loader;
    private final Constructor<?> constructor;

    /**
     * Finds the class.
     *
     * @param name the name of the class, with its package
     * @param places folders and jars, with the separator of the system between them
     * @throws Problem when it is not there, or is no stack
     */
    JavaStack(String name, String places) {
        loader = new URLClassLoader(urls(places), JavaStack.class.getClassLoader());
        constructor = constructor(name);
    }

    private static URL[] urls(String places) {
        List<URL> urls = new ArrayList<>();
        for (String place : places.split(File.pathSeparator, -1)) {
            Path path = FileWord.path(place);
            if (!Files.exists(path)) {
                throw new Problem("--classpath: there is no " + path);
            }
            try {
                urls.add(path.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new UncheckedIOException(e);
            }
        }
        return urls.toArray(new URL[0]);
    }

    private Constructor<?> constructor(String name) {
        try {
            Class<?> type = Class.forName(name, true, loader);
            if (!StackUnderTest.class.isAssignableFrom(type)) {
                throw new Problem(name + " does not implement " + StackUnderTest.class.getName());
            }
            Constructor<?> found = type.getDeclaredConstructor();
            found.setAccessible(true); // an adapter need not be public
            return found;
        } catch (ClassNotFoundException e) {
            throw new Problem("there is no class " + name + "; say with --classpath where it lies, for example"
                    + " target/test-classes:target/classes");
        } catch (NoSuchMethodException e) {
            throw new Problem(name + " has no constructor without parameters");
        } catch (LinkageError e) {
            throw new Problem(name + " cannot be loaded: " + e + "; is something missing in --classpath?");
        }
    }

    @Override
    public StackUnderTest get() {
        try {
            return new Guarded((StackUnderTest) constructor.newInstance());
        } catch (InvocationTargetException e) {
            throw new ContractException("the constructor threw " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new Problem("cannot make a " + constructor.getDeclaringClass().getName() + ": " + e);
        }
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
