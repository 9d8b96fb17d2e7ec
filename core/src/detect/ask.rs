//! One question at one place: put once, within a time, and what comes back judged piece by piece.

use super::Asker;
use crate::{
    config::Connection,
    daemon::setup::place,
    transport::{Link, Place, StreamLink},
};
use fiscus_sdk::driver::{Bytes, Heard, Input, Judgement, Question, Request, Step, Write};
use tokio::{
    net::TcpStream,
    time::{Duration, Instant, timeout},
};

/// How long connecting may take, where nobody said that something is there; and where somebody did.
const CONNECT_MS: [u64; 2] = [500, 3_000];
/// How long an answer may take, whatever a driver would like.
const ANSWER_MS: u64 = 3_000;
/// More than any answer to a status query.
const MOST: usize = 64 << 10;
/// How often a handshake may be carried on.
const SAYINGS: u32 = 4;

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It is a device of that driver, which says this of itself.
    Found(String),
    /// Nothing came in time, or nothing that proves a device of that driver.
    Nothing,
    /// There is nothing to ask: nobody listens, or the line does not open.
    NotThere(String),
    /// Something is there that wants to know who asks.
    Locked(String),
    /// The driver's library failed.
    Failed(String),
}

/// Asks.
pub async fn ask(asker: &Asker, connection: &Connection, named: bool) -> Said {
    let connect_ms = CONNECT_MS[usize::from(named)];
    let link = match place(connection) {
        Ok((_, _, place)) => Link::new(place.clone()).map(|link| (link, place)),
        Err(why) => Err(why),
    };
    let (mut link, place) = match link {
        Ok(link) => link,
        Err(why) => return Said::NotThere(format!("{connection}: {why}")),
    };
    match (&mut link, &asker.probe.question) {
        (Link::Http(_), Question::Send(request)) => {
            // An exchange has one time for everything; where nothing listens it would be used up.
            if let Place::Http(endpoint) = place
                && let Err(why) = reachable(&endpoint.host, endpoint.port, connect_ms).await
            {
                return Said::NotThere(format!("{connection}: {why}"));
            }
            match link.carry(Step::Send(at_path(request, connection.http_path()))).await {
                Input::Answer(answer) => {
                    let locked = answer.status == 401;
                    match judged(asker, Heard::Answer(answer)) {
                        Ok(Judgement::Found { told }) => Said::Found(told),
                        Ok(_) if locked => Said::Locked(wants(connection)),
                        Ok(_) => Said::Nothing,
                        Err(why) => Said::Failed(why),
                    }
                }
                _ => Said::Nothing,
            }
        }
        (Link::Stream(stream), Question::Write { bytes, within_ms }) => {
            match stream.connect(true, connect_ms).await {
                Input::Connected { .. } => {}
                Input::Unreachable(why) | Input::Lost(why) => return Said::NotThere(why),
                other => return Said::NotThere(format!("{connection}: {other:?}")),
            }
            converse(asker, stream, bytes.clone(), (*within_ms).min(ANSWER_MS)).await
        }
        _ => Said::Failed(format!("{} asks at {connection} what belongs to another link", asker.driver())),
    }
}

/// What to write, where the place answers 401.
fn wants(connection: &Connection) -> String {
    let shown = connection.to_string();
    let (scheme, place) = shown.split_once("://").unwrap_or_default();
    let known = matches!(connection, Connection::Http { login: Some(_), .. });
    let what = if known { "does not take this user and password" } else { "wants a user and a password" };
    format!("{shown} {what}: --at {scheme}://USER:PASSWORD@{place}")
}

async fn reachable(host: &str, port: u16, within_ms: u64) -> Result<(), String> {
    match timeout(Duration::from_millis(within_ms), TcpStream::connect((host, port))).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no connection within {within_ms} ms")),
    }
}

/// The request, at the path that somebody wrote, if any.
fn at_path(request: &Request, path: &str) -> Request {
    let own = request.path.split_once('?');
    let path = match (path.split('?').next().unwrap_or_default(), own) {
        ("" | "/", _) => request.path.clone(),
        (path, Some((_, query))) => format!("{path}?{query}"),
        (path, None) => path.to_owned(),
    };
    Request { path, timeout_ms: request.timeout_ms.min(ANSWER_MS), ..request.clone() }
}

fn judged(asker: &Asker, heard: Heard) -> Result<Judgement, String> {
    asker.judge.judge(asker.probe.link, heard).map_err(|fault| fault.detail)
}

/// The question, then what comes until it is told what it is, or the time is over.
async fn converse(asker: &Asker, stream: &mut StreamLink, question: Bytes, within_ms: u64) -> Said {
    let until = Instant::now() + Duration::from_millis(within_ms);
    let left = || u64::try_from(until.saturating_duration_since(Instant::now()).as_millis()).unwrap_or(0);
    let put = |bytes, fresh| Write { bytes, fresh, accept_within_ms: left(), answer_within_ms: left().max(1) };
    let mut input = stream.write(put(question, true)).await;
    let (mut heard, mut sayings) = (Vec::new(), SAYINGS);
    loop {
        let Input::Bytes(bytes) = input else { return Said::Nothing };
        heard.extend_from_slice(&bytes);
        input = match judged(asker, Heard::Bytes(Bytes(heard.clone()))) {
            Ok(Judgement::Found { told }) => return Said::Found(told),
            Ok(Judgement::More { say }) if left() > 0 && heard.len() < MOST && sayings > 0 => {
                if say.is_empty() {
                    stream.read(left().max(1)).await
                } else {
                    sayings -= 1;
                    stream.write(put(say, false)).await
                }
            }
            Ok(_) => return Said::Nothing,
            Err(why) => return Said::Failed(why),
        };
    }
}
