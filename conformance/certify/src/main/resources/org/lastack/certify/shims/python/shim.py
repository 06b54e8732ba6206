#!/usr/bin/env python3
"""The line protocol of lastack for a stack of yours: one process, one thread, one virtual clock.

It says hello and refuses everything else. Fill in what is marked YOURS, from the top down, and look with
"lastack shim-check -- python3 shim.py" after each step.
"""

import sys


def say(line):
    sys.stdout.write(line + "\n")


def on_packet(octets):
    """YOURS: call this for every IP packet that the stack sends, while a command is being answered."""
    say("packet " + octets.hex())


def on_connected(socket, error=None):
    """YOURS: call this when a connect that was answered with "pending" has come to an end."""
    say(f"done {socket} connect " + (f"err {error}" if error else "ok"))


def hello(version, own4, peer4, own6, peer6):
    """The addresses that the stack has, and those of the kit. YOURS: tell the stack."""
    if version != "1":
        return "err EPROTO"
    # YOURS: the name; MSL and first retransmission timeout as they are; a feature when the stack has it.
    return "ok mystack 0.1 clock=virtual msl_ms=60000 rto_ms=1000 features="


def deliver(hexadecimal):
    bytes.fromhex(hexadecimal)  # YOURS: the packet arrives. It need not be well formed.
    return "ok"


def advance(most):
    """YOURS: let so many milliseconds pass, but stop at the first in which the stack says something."""
    return f"ok {int(most)}"


# YOURS: listen, connect, accept, write, read, shutdown, close, abort, state, option, set, again.
COMMANDS = {"hello": hello, "deliver": deliver, "advance": advance, "bye": lambda: "ok"}


def main():
    for line in sys.stdin:
        word = line.split()
        if not word:
            continue
        command = COMMANDS.get(word[0])
        say(command(*word[1:]) if command else "err EOPNOTSUPP")
        sys.stdout.flush()  # after every answer
        if word[0] == "bye":
            break


if __name__ == "__main__":
    main()
