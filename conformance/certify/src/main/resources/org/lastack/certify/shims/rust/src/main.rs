//! The line protocol of lastack for a stack of yours: one process, one thread, one virtual clock.
//!
//! It says hello and refuses everything else. Fill in what is marked YOURS, from the top down, and look with
//! "lastack shim-check -- target/release/shim" after each step.

use std::io::{self, BufRead, Write};

/// YOURS: call this for every IP packet that the stack sends, while a command is being answered.
#[allow(dead_code)]
fn on_packet(octets: &[u8]) {
    let hex: String = octets.iter().map(|o| format!("{o:02x}")).collect();
    println!("packet {hex}");
}

/// YOURS: call this when a connect that was answered with "pending" has come to an end.
#[allow(dead_code)]
fn on_connected(socket: u32, error: Option<&str>) {
    match error {
        None => println!("done {socket} connect ok"),
        Some(name) => println!("done {socket} connect err {name}"),
    }
}

/// The words are own4, peer4, own6, peer6: the addresses that the stack has, and those of the kit. YOURS: tell the stack.
fn hello(words: &[&str]) -> String {
    if words.len() < 5 || words[0] != "1" {
        return "err EPROTO".into();
    }
    // YOURS: the name; MSL and first retransmission timeout as they are; a feature when the stack has it.
    "ok mystack 0.1 clock=virtual msl_ms=60000 rto_ms=1000 features=".into()
}

fn deliver(hex: &str) -> String {
    let octets: Option<Vec<u8>> = (0..hex.len() / 2)
        .map(|i| hex.get(2 * i..2 * i + 2).and_then(|o| u8::from_str_radix(o, 16).ok()))
        .collect();
    match octets {
        // YOURS: the packet arrives. It need not be well formed.
        Some(_packet) => "ok".into(),
        None => "err EINVAL".into(),
    }
}

/// YOURS: let so many milliseconds pass, but stop at the first in which the stack says something.
fn advance(most: &str) -> String {
    match most.parse::<u64>() {
        Ok(passed) => format!("ok {passed}"),
        Err(_) => "err EINVAL".into(),
    }
}

fn obey(words: &[&str]) -> String {
    match words {
        ["hello", rest @ ..] => hello(rest),
        ["deliver", hex] => deliver(hex),
        ["advance", most] => advance(most),
        ["bye"] => "ok".into(),
        // YOURS: listen, connect, accept, write, read, shutdown, close, abort, state, option, set, again.
        _ => "err EOPNOTSUPP".into(),
    }
}

fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.is_empty() {
            continue;
        }
        println!("{}", obey(&words));
        io::stdout().flush()?; // after every answer
        if words[0] == "bye" {
            break;
        }
    }
    Ok(())
}
