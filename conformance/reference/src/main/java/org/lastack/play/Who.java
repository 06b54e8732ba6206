package org.lastack.play;

/** One of the two hosts. */
public enum Who {
    CLIENT,
    SERVER;

    public Who other() {
        return this == CLIENT ? SERVER : CLIENT;
    }

    @Override
    public String toString() {
        return this == CLIENT ? "client" : "server";
    }
}
