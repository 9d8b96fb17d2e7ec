//! How a printer is found: the question in real time is three control characters, the answer one byte with fixed bits.

use crate::{
    command,
    status::{Ear, Heard as Said},
};
use fiscus_sdk::driver::{Bytes, Heard, Judgement, Link, Probe, Question, SerialLine};

/// How long the answer may take, in milliseconds.
const PATIENCE: u64 = 1_000;

/// What is asked.
pub(crate) fn probes() -> Vec<Probe> {
    let line = SerialLine { baud: 19_200, ..SerialLine::default() };
    [(Link::Tcp, vec![9100]), (Link::Serial, vec![]), (Link::File, vec![])]
        .map(|(link, ports)| {
            let question = Question::Write { bytes: Bytes(command::ask(1)), within_ms: PATIENCE };
            Probe { link, ports, line, question }
        })
        .into()
}

/// What an answer proves.
pub(crate) fn judge(heard: &Heard) -> Judgement {
    match heard {
        Heard::Bytes(bytes) if bytes.is_empty() => Judgement::More { say: Bytes::default() },
        Heard::Bytes(bytes) => match (bytes.len(), Ear::default().hear(bytes[0])) {
            (1, Some(Said::RealTime(byte))) => Judgement::Found { told: format!("status {byte:02X}") },
            _ => Judgement::Other,
        },
        Heard::Answer(_) => Judgement::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_with_the_fixed_bits_is_a_printer() {
        for (bytes, found) in
            [(&b"\x12"[..], true), (b"\x1a", true), (b"\x10\x04\x01", false), (b"220 mail", false), (b"\x06", false)]
        {
            let judged = judge(&Heard::Bytes(Bytes::from(bytes)));
            assert_eq!(judged != Judgement::Other, found, "{bytes:?}: {judged:?}");
        }
    }
}
