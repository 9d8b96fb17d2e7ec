//! The socket: tills connect, send one call a line, and get one answer a line, in any order.
//!
//! The life of the daemon is read here from top to bottom; `run` is handed its clock and its stop.

use super::{
    backlog::{Backlog, REST, backlog},
    delivery,
    desk::{Desk, Peer},
    engine::Engine,
    methods,
    rpc::{self, Failure},
    session,
    setup::Setup,
};
use crate::{
    clock::Clock,
    ledger::{Ledger, sqlite::Sqlite},
    secret::Key,
};
use fiscus_sdk::api::{EventAnswer, EventKind, EventsSubscribe, Method, SubscribeRequest};
use std::{
    fs::{self, File, Permissions},
    future::Future,
    io,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::{UnixListener, UnixStream, unix::OwnedReadHalf},
    sync::{Semaphore, broadcast},
    task::JoinSet,
};
use tracing::{info, warn};

/// The longest line.
const LONGEST: usize = 1 << 20;
/// How long the rest of a line that is too long may take.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);
/// How many calls of one connection may be under way.
const MOST_CALLS: usize = 64;
/// How long answers may take to be read when the daemon stops.
const FAREWELL: Duration = Duration::from_secs(2);
/// The most calls in one batch.
const MOST_BATCH: usize = 256;

/// What a daemon is started with.
#[derive(Debug)]
pub struct Options {
    /// The shop.
    pub setup: Setup,
    /// The clock.
    pub clock: Clock,
}

/// Runs a daemon until `stop`; documents in flight are finished first.
///
/// # Errors
/// In words for the installer: the state folder, the ledger, the socket.
pub async fn run(options: Options, stop: impl Future<Output = ()>) -> Result<(), String> {
    let Options { setup, clock } = options;
    let config = &setup.config;
    let state = config.paths.state.clone();
    let _lock = lock(&state)?;
    let (path, mode) = (config.socket.path.clone(), config.socket.mode);
    let ledger: Arc<dyn Ledger> =
        Arc::new(Sqlite::open(&state).map_err(|error| format!("{}: {error}", state.display()))?);
    let key = Key::open(&state).map_err(|error| format!("{}: {error}", state.display()))?;
    let engine = Arc::new(Engine::new(setup, ledger, key, clock)?);
    let begun = engine.recover().map_err(|error| error.to_string());
    let heard = begun.and_then(|()| listen(&path, mode).map_err(|error| format!("socket {}: {error}", path.display())));
    let listener = match heard {
        Ok(listener) => listener,
        Err(error) => {
            // What a crash had left open is being ended already.
            engine.close();
            engine.idle().await;
            return Err(error);
        }
    };
    let mut deliveries = delivery::begin(&engine);
    info!(socket = %path.display(), "ready");
    let mut connections = JoinSet::new();
    tokio::select! {
        () = accept(&listener, &engine, &mut connections) => {}
        () = stop => {}
    }
    info!("stopping: documents in flight are finished first");
    // What is gone already need not be removed.
    let _ = fs::remove_file(&path);
    engine.close();
    engine.idle().await;
    // Who is being answered still gets his answer; who does not read it asks again after the next start.
    let _ = tokio::time::timeout(FAREWELL, async { while connections.join_next().await.is_some() {} }).await;
    // What is being done outside comes to its end; what is not done is done after the next start.
    let _ = tokio::time::timeout(FAREWELL * 2, async { while deliveries.join_next().await.is_some() {} }).await;
    info!("stopped");
    Ok(())
}

/// One daemon a state folder.
fn lock(state: &Path) -> Result<File, String> {
    let wrong = |error: &dyn std::fmt::Display| format!("state folder {}: {error}", state.display());
    fs::create_dir_all(state).map_err(|error| wrong(&error))?;
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(state.join("daemon.lock"))
        .map_err(|error| wrong(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(format!(
            "another daemon works on {}. Stop it first, or give this one another paths.state",
            state.display()
        )),
        Err(fs::TryLockError::Error(error)) => Err(wrong(&error)),
    }
}

fn listen(path: &Path, mode: u32) -> io::Result<UnixListener> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // A socket at which nobody answers is of a daemon that is gone.
    match fs::symlink_metadata(path) {
        Ok(found) if std::os::unix::fs::FileTypeExt::is_socket(&found.file_type()) => {
            if std::os::unix::net::UnixStream::connect(path).is_ok() {
                return Err(io::Error::new(io::ErrorKind::AddrInUse, "another daemon listens there"));
            }
            fs::remove_file(path)?;
        }
        Ok(_) => return Err(io::Error::new(io::ErrorKind::AlreadyExists, "there is a file that is no socket")),
        Err(_) => {}
    }
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, Permissions::from_mode(mode))?;
    Ok(listener)
}

async fn accept(listener: &UnixListener, engine: &Arc<Engine>, connections: &mut JoinSet<()>) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
        };
        match accepted {
            Ok((stream, _)) => {
                connections.spawn(serve(stream, engine.clone()));
            }
            Err(error) => {
                warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// The life of a connection.
async fn serve(stream: UnixStream, engine: Arc<Engine>) {
    let peer = stream.peer_cred().ok().map(|peer| Peer {
        uid: peer.uid(),
        gid: peer.gid(),
        name: engine.users.name(peer.uid()).map(str::to_owned),
    });
    let desk = Desk::new(engine, peer);
    let (read, write) = stream.into_split();
    let (answers, writer) = backlog();
    let writer = tokio::spawn(writer.run(write, REST));
    receive(BufReader::new(read), &desk, &answers).await;
    drop(answers);
    // Calls under way still answer; the writer ends when the last has.
    let _ = writer.await;
}

async fn receive(mut from: BufReader<OwnedReadHalf>, desk: &Desk, answers: &Backlog) {
    let places = Arc::new(Semaphore::new(MOST_CALLS));
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = tokio::select! {
            read = read_line(&mut from, &mut line) => read,
            () = desk.closed() => return,
            () = answers.closed() => return,
        };
        match read {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                let failure = Failure::request("A message may have 1 MiB at most. The connection is closed.");
                let _ = answers.send(rpc::answer(None, &Err(failure))).await;
                // Whoever is still writing could not read why: a moment is granted for the rest.
                let _ = tokio::time::timeout(PATIENCE, discard(&mut from)).await;
                return;
            }
            Err(_) => return,
        }
        let Ok(text) = std::str::from_utf8(&line) else {
            let failure = Failure::parse("This is not UTF-8.");
            let _ = answers.send(rpc::answer(None, &Err(failure))).await;
            continue;
        };
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let call = match text.starts_with('[') {
            true => Message::Batch(text.to_owned()),
            false => match rpc::read(text) {
                Ok(request) => Message::One(request),
                Err((failure, id)) => {
                    let _ = answers.send(rpc::answer(id.as_deref(), &Err(failure))).await;
                    continue;
                }
            },
        };
        if let Message::One(request) = &call
            && methods::at_once(&request.method)
        {
            respond(call, desk, answers).await;
            continue;
        }
        // What may wait for a printer or the disk must not hold up the others.
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let (desk, answers) = (desk.clone(), answers.clone());
        tokio::spawn(async move {
            respond(call, &desk, &answers).await;
            drop(place);
        });
    }
}

/// What a line holds.
enum Message {
    /// A call that makes sense.
    One(rpc::Request),
    /// Several.
    Batch(String),
}

/// Reads up to the end of a line and keeps nothing.
async fn discard(from: &mut BufReader<OwnedReadHalf>) -> io::Result<()> {
    loop {
        let buffer = from.fill_buf().await?;
        let (taken, ended) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        from.consume(taken);
        if ended {
            return Ok(());
        }
    }
}

/// Reads up to the end of a line; false at the end of the stream.
async fn read_line(from: &mut BufReader<OwnedReadHalf>, line: &mut Vec<u8>) -> io::Result<bool> {
    loop {
        let buffer = from.fill_buf().await?;
        if buffer.is_empty() {
            return Ok(!line.is_empty());
        }
        let (taken, ended) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (buffer.len(), false),
        };
        if line.len() + taken > LONGEST + 1 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        line.extend_from_slice(&buffer[..taken]);
        from.consume(taken);
        if ended {
            return Ok(true);
        }
    }
}

async fn respond(message: Message, desk: &Desk, answers: &Backlog) {
    let answer = match message {
        Message::One(request) => one(request, desk, answers).await,
        Message::Batch(text) => batch(&text, desk, answers).await,
    };
    if let Some(answer) = answer {
        // A till that hung up gets its answer when it asks again.
        let _ = answers.send(answer).await;
    }
}

async fn batch(text: &str, desk: &Desk, answers: &Backlog) -> Option<String> {
    let calls: Vec<&serde_json::value::RawValue> = match serde_json::from_str(text) {
        Ok(calls) => calls,
        Err(error) => return Some(rpc::answer(None, &Err(Failure::parse(&format!("This is not JSON: {error}"))))),
    };
    if calls.is_empty() || calls.len() > MOST_BATCH {
        let failure = Failure::request(&format!("A batch has 1 to {MOST_BATCH} calls."));
        return Some(rpc::answer(None, &Err(failure)));
    }
    let mut given = Vec::new();
    for call in calls {
        given.extend(match rpc::read(call.get()) {
            Ok(request) => one(request, desk, answers).await,
            Err((failure, id)) => Some(rpc::answer(id.as_deref(), &Err(failure))),
        });
    }
    if given.is_empty() { None } else { Some(format!("[{}]", given.join(","))) }
}

async fn one(request: rpc::Request, desk: &Desk, answers: &Backlog) -> Option<String> {
    let desk = &desk.now();
    let result = match session::admit(desk, &request.method, &request.params) {
        Err(failure) => Err(failure),
        Ok(()) if request.method == EventsSubscribe::NAME => subscribe(&request.params, desk, answers),
        Ok(()) => methods::answer(desk, &request.method, &request.params).await,
    };
    request.id.map(|id| rpc::answer(Some(&id), &result))
}

/// From now on events go to this connection too: each to who speaks there when it happens, if he could subscribe then.
fn subscribe(params: &str, desk: &Desk, answers: &Backlog) -> Result<String, Failure> {
    let request: SubscribeRequest = rpc::params(params)?;
    let mut events = desk.events.listen();
    let answers = answers.clone();
    let desk = desk.clone();
    tokio::spawn(async move {
        loop {
            let event = tokio::select! {
                event = events.recv() => event,
                () = answers.closed() => return,
                () = desk.closed() => return,
            };
            match event {
                Ok(event) if wanted(&request.kinds, &event) => {
                    if session::admit(&desk.now(), EventsSubscribe::NAME, "{}").is_err() {
                        continue;
                    }
                    if answers.send(rpc::notification("event", &event)).await.is_err() {
                        return;
                    }
                }
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    });
    Ok("{}".to_owned())
}

fn wanted(kinds: &[EventKind], event: &EventAnswer) -> bool {
    kinds.is_empty() || kinds.contains(&event.kind)
}
