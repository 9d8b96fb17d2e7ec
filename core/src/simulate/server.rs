//! The socket of a simulated device: HTTP/1.1, many connections, each kept as long as the client likes.

use super::{
    DeviceSession, Options,
    device::{Bench, Reaction},
    script::Misbehaviour,
};
use fiscus_sdk::driver::{DeviceRequest, HttpAnswer};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Body, Bytes, Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    future::Future,
    io::{self, Write},
    net::SocketAddr,
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

/// A simulated device that listens.
pub struct Simulator {
    listener: TcpListener,
    address: SocketAddr,
    bench: Arc<Mutex<Bench>>,
}

/// Serves `device` until `stop`. Prints one line with the address when it is ready.
///
/// # Errors
/// The address cannot be listened on, or a file cannot be written at the start.
pub async fn serve(options: Options, device: DeviceSession, stop: impl Future<Output = ()>) -> io::Result<()> {
    let simulator = Simulator::bind(options, device).await?;
    {
        let mut out = io::stdout().lock();
        writeln!(out, "listening on http://{}/", simulator.address).and_then(|()| out.flush())?;
    }
    simulator.serve(stop).await;
    Ok(())
}

impl Simulator {
    /// Listens for a device's clients.
    ///
    /// # Errors
    /// The address cannot be listened on, or a file cannot be written.
    pub async fn bind(options: Options, device: DeviceSession) -> io::Result<Self> {
        let listen = options.listen.clone();
        if listen.starts_with("pty:") {
            let text = format!("{listen}: this device listens on HTTP: give an address such as 127.0.0.1:9001");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let listener = TcpListener::bind(&listen)
            .await
            .map_err(|error| io::Error::new(error.kind(), format!("{listen}: {error}")))?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, bench: Arc::new(Mutex::new(Bench::new(options, device)?)) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop`; what is being executed then is executed to its end.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let mut connections = JoinSet::new();
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => drop(connections.spawn(connection(stream, self.bench.clone()))),
                    Err(error) => {
                        tracing::warn!("no connection: {error}");
                        // Out of file descriptors, most likely: trying at once would only fail again.
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                },
                Some(_) = connections.join_next() => {}
            }
        }
        drop(self.bench.lock().await);
    }
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Simulator({})", self.address)
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
        (&Method::POST, _) => {
            let path = head.uri.path_and_query().map_or_else(String::new, ToString::to_string);
            // On a task of its own: the device goes on when the client has gone away.
            let reaction = tokio::spawn(executed(DeviceRequest { path, body }, bench)).await;
            match reaction.map_err(io::Error::other)?? {
                Reaction::Answer(HttpAnswer { status, body }, after) => {
                    tokio::time::sleep(after).await;
                    respond(status, Answer::whole(body))
                }
                Reaction::Half(HttpAnswer { status, body }) => respond(status, Answer::half(body)),
                Reaction::Garbage => respond(200, Answer::whole("\u{15}\u{15}?\u{0}garbage\u{1b}".to_owned())),
                Reaction::Close => Err(io::Error::other("closed by a fault")),
                Reaction::Hang => std::future::pending().await,
            }
        }
        _ => respond(404, Answer::whole("a device takes requests by POST\n".to_owned())),
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
    /// The half that was given is written out first.
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

    fn half(body: String) -> Self {
        let data = Bytes::from(body);
        let half = data.slice(..data.len() / 2);
        // At least one byte is missing, however short the answer is.
        Self { announced: data.len().max(1) as u64, data: Some(half), then: Then::Flush }
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
