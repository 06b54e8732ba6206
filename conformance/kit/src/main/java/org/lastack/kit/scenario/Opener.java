package org.lastack.kit.scenario;

/** Who opens a connection. */
public enum Opener {
    PEER,
    STACK
}
