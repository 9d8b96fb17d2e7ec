//! How a device is found: by its state (`<</?s`), in a frame to the factory's address or over HTTP.

use crate::{
    exchange::PATH,
    frame::{ACK, Found, Frame, residue},
    reply::{Control, State},
    web,
};
use fiscus_sdk::driver::{Bytes, Heard, HttpAnswer, Judgement, Link, Probe, Question, Request, SerialLine};

/// The question.
const STATE: &str = "<</?s";
/// The address of a device as it leaves the factory.
const ADDRESS: u32 = 1;
/// The frame's id.
const ID: u8 = b'0';
/// How long the answer may take, in milliseconds.
const PATIENCE: u64 = 1_500;

/// What is asked.
pub(crate) fn probes() -> Vec<Probe> {
    let frame = Question::Write { bytes: Bytes(Frame::new(ADDRESS, STATE, ID).bytes()), within_ms: PATIENCE };
    let request = Question::Send(Request {
        path: PATH.to_owned(),
        headers: vec![("Content-Type".to_owned(), "application/xml".to_owned())],
        body: web::request(&[STATE.to_owned()]),
        timeout_ms: PATIENCE,
    });
    [(Link::Tcp, vec![23], frame.clone()), (Link::Serial, vec![], frame), (Link::Http, vec![80], request)]
        .map(|(link, ports, question)| Probe { link, ports, line: SerialLine::default(), question })
        .into()
}

/// What an answer proves.
pub(crate) fn judge(heard: &Heard) -> Judgement {
    match heard {
        Heard::Answer(HttpAnswer { status: 200, body }) => match web::answer(body) {
            Ok(Ok(said)) => said.data.iter().find_map(|data| state(data)).unwrap_or(Judgement::Other),
            // It says no in the words of the protocol.
            Ok(Err(_)) => Judgement::Found { told: String::new() },
            Err(_) => Judgement::Other,
        },
        Heard::Answer(_) => Judgement::Other,
        Heard::Bytes(bytes) => framed(bytes),
    }
}

fn framed(mut bytes: &[u8]) -> Judgement {
    while !bytes.is_empty() {
        match Frame::find(bytes) {
            Found::Frame(frame, _) if frame.id == residue(ID) => {
                let refused = Control::read(&frame.data).map(|_| Judgement::Found { told: String::new() });
                return refused.or_else(|| state(&frame.data)).unwrap_or(Judgement::Other);
            }
            Found::Part => break,
            Found::Noise(1) if bytes[0] == ACK => bytes = &bytes[1..],
            Found::Frame(..) | Found::Noise(_) => return Judgement::Other,
        }
    }
    Judgement::More { say: Bytes::default() }
}

fn state(data: &str) -> Option<Judgement> {
    State::read(data).map(|_| Judgement::Found { told: format!("state {data}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_in_the_protocol_is_a_device() {
        let answer = |data: &str, id| Frame::new(ADDRESS, data, id).bytes();
        let whole = answer("s000000RE0012", residue(ID));
        for (bytes, found) in [
            ([&[ACK], &whole[..]].concat(), true),
            (whole.clone(), true),
            (answer("hello", residue(ID)), false),
            (answer("s000000RE0012", b'7'), false),
            (b"220 mail\r\n".to_vec(), false),
            ([b"\xff\xfd\x18", &whole[..]].concat(), false),
        ] {
            let judged = judge(&Heard::Bytes(Bytes(bytes.clone())));
            assert_eq!(judged != Judgement::Other, found, "{}: {judged:?}", bytes.escape_ascii());
        }
        assert_eq!(judge(&Heard::Bytes(Bytes(vec![ACK]))), Judgement::More { say: Bytes::default() });
    }
}
