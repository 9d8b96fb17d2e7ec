//! How a device is found: it is asked its serial (1008), the first question of every connection. On the network it is
//! looked for where the manual has it listen, at a port that printers of many kinds share.

use crate::frame::{self, ACK, Frame, Piece};
use fiscus_sdk::driver::{Bytes, Heard, Judgement, Link, Probe, Question, SerialLine};

/// The question.
const SERIAL: &str = "1008";
/// Letters and digits of a serial.
const LENGTH: usize = 11;
/// How long the answer may take, in milliseconds.
const PATIENCE: u64 = 1_500;

/// What is asked.
pub(crate) fn probes() -> Vec<Probe> {
    let bytes = Bytes(Frame { count: 0, text: SERIAL.to_owned() }.bytes());
    let line = SerialLine { baud: 19_200, seven: true, odd: Some(true), two_stops: false };
    [(Link::Serial, vec![]), (Link::Tcp, vec![9100])]
        .map(|(link, ports)| {
            let question = Question::Write { bytes: bytes.clone(), within_ms: PATIENCE };
            Probe { link, ports, line, question }
        })
        .into()
}

/// What an answer proves. The device acknowledges the frame, wants that acknowledged, and tells its serial, with a
/// frame around it or without.
pub(crate) fn judge(heard: &Heard) -> Judgement {
    let Heard::Bytes(Bytes(bytes)) = heard else { return Judgement::Other };
    let mut rest = bytes.as_slice();
    let mut acknowledged = false;
    while let Some((piece, length)) = frame::first(rest) {
        rest = rest.get(length..).unwrap_or_default();
        match piece {
            Piece::Ack => acknowledged = true,
            Piece::Frame(frame) if frame.count == 0 => return result(&frame.text),
            Piece::Loose(text) if acknowledged && rest.is_empty() => {
                return match std::str::from_utf8(&text) {
                    Ok(text) if text.len() >= SERIAL.len() + LENGTH || text.starts_with("ERR") => result(text),
                    Ok(_) => more(bytes),
                    Err(_) => Judgement::Other,
                };
            }
            _ => return Judgement::Other,
        }
    }
    more(bytes)
}

/// The acknowledgement is acknowledged, once.
fn more(bytes: &[u8]) -> Judgement {
    let say = if bytes == [ACK] { vec![ACK] } else { Vec::new() };
    Judgement::More { say: Bytes(say) }
}

fn result(text: &str) -> Judgement {
    // 99 stands for many, also for a device that is set to another protocol.
    if let Some(number) = text.strip_prefix("ERR").and_then(|text| text.get(..2)).filter(|number| *number != "99")
        && number.bytes().all(|digit| digit.is_ascii_digit())
    {
        return Judgement::Found { told: format!("error {number}") };
    }
    let serial = text.strip_prefix(SERIAL).and_then(|data| data.get(..LENGTH));
    match serial.filter(|serial| serial.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
        Some(serial) => Judgement::Found { told: format!("serial {serial}") },
        None => Judgement::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(count: u8, text: &str) -> Vec<u8> {
        Frame { count, text: text.to_owned() }.bytes()
    }

    #[test]
    fn a_serial_behind_an_acknowledgement_is_a_device() {
        let found = Judgement::Found { told: "serial STMTE770207".to_owned() };
        let more = |say: &[u8]| Judgement::More { say: Bytes::from(say) };
        let result = framed(0, "1008STMTE770207");
        for (heard, judged) in [
            (vec![], more(b"")),
            (vec![ACK], more(&[ACK])),
            ([&[ACK], &result[..5]].concat(), more(b"")),
            ([&[ACK], &result[..]].concat(), found.clone()),
            (result.clone(), found.clone()),
            (b"\x061008STMTE770207".to_vec(), found.clone()),
            (b"\x061008STMTE".to_vec(), more(b"")),
            (b"1008STMTE770207".to_vec(), Judgement::Other),
            (framed(1, "1008STMTE770207"), Judgement::Other),
            (framed(0, "1008STMTE"), Judgement::Other),
            (framed(0, "ERR98"), Judgement::Found { told: "error 98".to_owned() }),
            (framed(0, "ERR99"), Judgement::Other),
            (vec![frame::NAK], Judgement::Other),
            (b"HTTP/1.1 400 Bad Request\r\n".to_vec(), Judgement::Other),
            (b"\x06\xff\xfe".to_vec(), Judgement::Other),
        ] {
            assert_eq!(judge(&Heard::Bytes(Bytes(heard.clone()))), judged, "{:?}", heard.escape_ascii().to_string());
        }
    }
}
