package org.lastack.lab;

/** One of the two hosts. */
public enum Who {
    CLIENT,
    SERVER;

    Who other() {
        return this == CLIENT ? SERVER : CLIENT;
    }

    @Override
    public String toString() {
        return this == CLIENT ? "client" : "server";
    }
}
