//! How a device is found: by its status. A device that wants a user and a password is found only where they are given.

use crate::{command, frame::Answer, session::PATH, status::Flags};
use fiscus_sdk::driver::{Heard, HttpAnswer, Judgement, Link, Probe, Question, Request, SerialLine};

/// How long the device's web face may take, in milliseconds.
const PATIENCE: u64 = 2_500;

/// What is asked.
pub(crate) fn probe() -> Probe {
    let request = Request {
        path: PATH.to_owned(),
        headers: vec![("Content-Type".to_owned(), "text/plain".to_owned())],
        body: command::query_status(),
        timeout_ms: PATIENCE,
    };
    Probe { link: Link::Http, ports: vec![80], line: SerialLine::default(), question: Question::Send(request) }
}

/// What an answer proves.
pub(crate) fn judge(heard: &Heard) -> Judgement {
    let Heard::Answer(HttpAnswer { status: 200, body }) = heard else { return Judgement::Other };
    match Answer::read(body) {
        Ok(answer) if Flags::read(&answer).is_some() => {
            let told = answer.fact("printerStatus").map(|flags| format!("printerStatus {flags}"));
            Judgement::Found { told: told.unwrap_or_default() }
        }
        _ => Judgement::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_status_of_the_protocol_is_a_device() {
        let status = "<response success=\"true\" status=\"0\"><addInfo><printerStatus>00000</printerStatus></addInfo></response>";
        for (code, body, found) in [
            (200, status.to_owned(), true),
            (401, status.to_owned(), false),
            (200, status.replace("00000", "000"), false),
            (200, format!("<e:Envelope xmlns:e=\"x\"><e:Body>{status}</e:Body></e:Envelope>"), false),
            (200, "<html/>".to_owned(), false),
        ] {
            let judged = judge(&Heard::Answer(HttpAnswer { status: code, body: body.clone() }));
            assert_eq!(judged != Judgement::Other, found, "{code} {body}: {judged:?}");
        }
    }
}
