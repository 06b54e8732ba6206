package com.example.tinytcp;

/** Why a connection came to a bad end. */
public enum Failure {
    REFUSED,
    RESET,
    TIMED_OUT
}
