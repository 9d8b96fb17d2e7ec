//! The HTTP face of a simulated device, and what tests ask of it beside: many connections, each kept as long as the
//! client likes.

use super::{
    device::{Bench, Reaction},
    script::Misbehaviour,
};
use fiscus_sdk::driver::{DeviceRequest, Face, HttpAnswer};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Body, Bytes, Frame, Incoming, SizeHint},
    header,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Mutex,
    task::JoinSet,
};

/// More than any request of a driver.
const LONGEST_REQUEST: usize = 1 << 20;

/// Serves HTTP on `listener` for ever: the device's own requests, where it has that face, and those beside.
pub(super) async fn serve(listener: TcpListener, bench: Arc<Mutex<Bench>>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(connection(stream, bench.clone()))),
                Err(error) => {
                    tracing::warn!("no connection: {error}");
                    // Out of file descriptors, most likely: trying at once would only fail again.
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, bench: Arc<Mutex<Bench>>) {
    drop(stream.set_nodelay(true));
    let service = service_fn(|request| answer(request, bench.clone()));
    // A fault ends a connection with an error: that is what it is for.
    if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!("connection ended: {error}");
    }
}

/// Answers one request. An error closes the connection without an answer.
async fn answer(request: Request<Incoming>, bench: Arc<Mutex<Bench>>) -> io::Result<Response<Answer>> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, LONGEST_REQUEST).collect().await {
        Ok(body) => String::from_utf8_lossy(&body.to_bytes()).into_owned(),
        Err(error) if error.is::<LengthLimitError>() => {
            return respond(413, Answer::whole(format!("a request has at most {LONGEST_REQUEST} bytes\n")));
        }
        Err(error) => return Err(io::Error::other(error)),
    };
    match (&head.method, head.uri.path()) {
        (&Method::GET, "/memory") => {
            let memory = bench.lock().await.memory()?;
            respond(200, Answer::whole(format!("{memory:#}\n")))
        }
        (&Method::GET, "/paper") => respond(200, Answer::whole(bench.lock().await.printed().to_owned())),
        (&Method::POST, "/fault") => match bench.lock().await.set_script(&body) {
            Ok(()) => respond(200, Answer::whole(String::new())),
            Err(error) => respond(400, Answer::whole(error)),
        },
        (&Method::POST, "/foreign") => {
            bench.lock().await.foreign()?;
            respond(200, Answer::whole(String::new()))
        }
        (&Method::POST, "/power_cycle") => {
            bench.lock().await.power_cycle()?;
            respond(200, Answer::whole(String::new()))
        }
        (&Method::POST, _) if bench.lock().await.face() == Face::Http => {
            let path = head.uri.path_and_query().map_or_else(String::new, ToString::to_string);
            let authorization = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
            let request = DeviceRequest { path, authorization: authorization.map(str::to_owned), body };
            // On a task of its own: the device goes on when the client has gone away.
            let reaction = tokio::spawn(executed(request, bench)).await;
            match reaction.map_err(io::Error::other)?? {
                Reaction::Answer(HttpAnswer { status, body }, after) => {
                    super::pause(after).await;
                    respond(status, Answer::whole(body))
                }
                Reaction::Cut(HttpAnswer { status, body }, at) => respond(status, Answer::cut(body, at)),
                Reaction::Garbage => respond(200, Answer::whole("\u{15}\u{15}?\u{0}garbage\u{1b}".to_owned())),
                Reaction::Close => Err(io::Error::other("closed by a fault")),
                Reaction::Hang => std::future::pending().await,
            }
        }
        _ => respond(404, Answer::whole("this is none of its requests\n".to_owned())),
    }
}

async fn executed(request: DeviceRequest, bench: Arc<Mutex<Bench>>) -> io::Result<Reaction> {
    let mut bench = bench.lock().await;
    let fault = bench.due(&request)?;
    if let Some(Misbehaviour::SlowBefore(time)) = &fault {
        tokio::time::sleep(*time).await;
    }
    bench.execute(request, fault).inspect_err(|error| tracing::error!("the device failed: {error}"))
}

fn respond(status: u16, body: Answer) -> io::Result<Response<Answer>> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).map_err(io::Error::other)?;
    Ok(response)
}

/// The body of an answer: whole, or announced whole and broken off in the middle.
struct Answer {
    data: Option<Bytes>,
    announced: u64,
    then: Then,
}

#[derive(Clone, Copy)]
enum Then {
    End,
    /// The part that was given is written out first.
    Flush,
    Break,
}

impl Answer {
    fn whole(body: String) -> Self {
        Self {
            announced: body.len() as u64,
            data: Some(Bytes::from(body)).filter(|data| !data.is_empty()),
            then: Then::End,
        }
    }

    fn cut(body: String, at: usize) -> Self {
        let data = Bytes::from(body);
        // At least one byte is missing, however short the answer is.
        let kept = data.slice(..at.min(data.len().saturating_sub(1)));
        Self { announced: data.len().max(1) as u64, data: Some(kept), then: Then::Flush }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(data) = self.data.take() {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        match self.then {
            Then::End => Poll::Ready(None),
            Then::Flush => {
                self.then = Then::Break;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Then::Break => Poll::Ready(Some(Err(io::Error::other("broken off by a fault")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_none() && matches!(self.then, Then::End)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}
