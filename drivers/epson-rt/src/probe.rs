//! How a device is found: by its status, which no other kind of device tells in these words.

use crate::{
    command,
    frame::{self, Answer},
    session::PATH,
    status::PrinterStatus,
};
use fiscus_sdk::driver::{Heard, HttpAnswer, Judgement, Link, Probe, Question, Request, SerialLine};

/// How long the device's web face may take, in milliseconds.
const PATIENCE: u64 = 2_500;

/// What is asked.
pub(crate) fn probe() -> Probe {
    let request = Request {
        path: format!("{PATH}?devid=local_printer&timeout={PATIENCE}"),
        headers: vec![("Content-Type".to_owned(), "text/xml; charset=UTF-8".to_owned())],
        body: command::query_status("0"),
        timeout_ms: PATIENCE,
    };
    Probe { link: Link::Http, ports: vec![80], line: SerialLine::default(), question: Question::Send(request) }
}

/// What an answer proves.
pub(crate) fn judge(heard: &Heard) -> Judgement {
    let Heard::Answer(HttpAnswer { status: 200, body }) = heard else { return Judgement::Other };
    // Others answer without the envelope.
    let enveloped = frame::read(body).is_ok_and(|root| root.name == "Envelope");
    let Ok(answer) = Answer::read(body) else { return Judgement::Other };
    match answer.fact("printerStatus") {
        Some(status) if enveloped && PrinterStatus::read(status).is_some() => {
            Judgement::Found { told: format!("printerStatus {status}") }
        }
        _ => Judgement::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_status_of_the_protocol_is_a_device() {
        let body = |facts: &str| {
            format!(
                "<a:Envelope xmlns:a=\"x\"><a:Body><response success=\"true\" code=\"\" status=\"2\"><addInfo>{facts}\
                 </addInfo></response></a:Body></a:Envelope>"
            )
        };
        let status = "<printerStatus>20110</printerStatus>";
        for (code, body, found) in [
            (200, body(status), true),
            (401, body(status), false),
            (200, format!("<response success=\"true\"><addInfo>{status}</addInfo></response>"), false),
            (200, body(""), false),
            (200, body("<printerStatus>201</printerStatus>"), false),
            (200, body(status).replace("</a:Envelope>", ""), false),
            (200, "<html><body>It works!</body></html>".to_owned(), false),
            (200, String::new(), false),
        ] {
            let judged = judge(&Heard::Answer(HttpAnswer { status: code, body: body.clone() }));
            assert_eq!(judged != Judgement::Other, found, "{code} {body}: {judged:?}");
        }
    }
}
