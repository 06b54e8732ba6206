package com.example.tinytcp;

/** What tells connections apart; the stack's own address is one and the same. */
record Tuple(int address, int port, int ownPort) {}
