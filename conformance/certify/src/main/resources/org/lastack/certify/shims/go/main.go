// The line protocol of lastack for a stack of yours: one process, one thread, one virtual clock.
//
// It says hello and refuses everything else. Fill in what is marked YOURS, from the top down, and look with
// "lastack shim-check -- ./shim" after each step.
package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"
)

var out = bufio.NewWriter(os.Stdout)

// YOURS: call this for every IP packet that the stack sends, while a command is being answered.
func onPacket(octets []byte) {
	fmt.Fprintf(out, "packet %x\n", octets)
}

// YOURS: call this when a connect that was answered with "pending" has come to an end; the error is empty when it is established.
func onConnected(socket int, err string) {
	if err == "" {
		fmt.Fprintf(out, "done %d connect ok\n", socket)
	} else {
		fmt.Fprintf(out, "done %d connect err %s\n", socket, err)
	}
}

// The words are own4, peer4, own6, peer6: the addresses that the stack has, and those of the kit. YOURS: tell the stack.
func hello(words []string) string {
	if len(words) < 5 || words[0] != "1" {
		return "err EPROTO"
	}
	// YOURS: the name; MSL and first retransmission timeout as they are; a feature when the stack has it.
	return "ok mystack 0.1 clock=virtual msl_ms=60000 rto_ms=1000 features="
}

func deliver(words []string) string {
	if len(words) < 1 {
		return "err EINVAL"
	}
	if _, err := hex.DecodeString(words[0]); err != nil {
		return "err EINVAL"
	}
	// YOURS: the packet arrives. It need not be well formed.
	return "ok"
}

// YOURS: let so many milliseconds pass, but stop at the first in which the stack says something.
func advance(words []string) string {
	if len(words) < 1 {
		return "err EINVAL"
	}
	most, err := strconv.ParseUint(words[0], 10, 64)
	if err != nil {
		return "err EINVAL"
	}
	return fmt.Sprintf("ok %d", most)
}

func obey(words []string) string {
	switch words[0] {
	case "hello":
		return hello(words[1:])
	case "deliver":
		return deliver(words[1:])
	case "advance":
		return advance(words[1:])
	case "bye":
		return "ok"
	default:
		// YOURS: listen, connect, accept, write, read, shutdown, close, abort, state, option, set, again.
		return "err EOPNOTSUPP"
	}
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<18), 1<<18)
	for in.Scan() {
		words := strings.Fields(in.Text())
		if len(words) == 0 {
			continue
		}
		answer := obey(words)
		fmt.Fprintln(out, answer)
		out.Flush() // after every answer
		if words[0] == "bye" {
			break
		}
	}
}
