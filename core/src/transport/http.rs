//! A link of HTTP exchanges: one connection, kept and used again, one exchange at a time.
//!
//! A kept connection that the device closed in the meantime is noticed before anything is written, and
//! replaced. From the moment a byte may have been written there is no way back: [`Input::Lost`].

use super::tls::{self, Fingerprint};
use fiscus_sdk::driver::{HttpAnswer, Input, Request};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    body::Bytes,
    client::conn::http1::{self, Connection, SendRequest},
    header,
};
use hyper_util::rt::TokioIo;
use std::{error::Error, fmt, future::Future, io, pin::Pin, sync::Arc, task::Poll};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::{Duration, Instant, timeout_at},
};
use tokio_rustls::{TlsConnector, rustls::ClientConfig, rustls::pki_types::ServerName};

/// More than any answer of a device.
const LONGEST_ANSWER: usize = 1 << 20;

/// Where a device is.
#[derive(Clone)]
pub struct Endpoint {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether the link is encrypted (`https://`).
    pub tls: bool,
    /// The certificate it must have.
    pub fingerprint: Option<Fingerprint>,
    /// `user:password`, as they are, not as they are written in a URL.
    pub user_info: Option<String>,
}

impl fmt::Debug for Endpoint {
    /// Without user and password: it may stand in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.tls { "https" } else { "http" }, self.authority())
    }
}

impl Endpoint {
    fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

type Sender = SendRequest<Full<Bytes>>;
type Socket = Box<dyn Stream>;

/// A connection: the end that takes requests, and the one that moves bytes while it is polled. It is
/// polled only here, so that it ends with the link and its state is known before a request is given to it.
struct Open {
    sender: Sender,
    connection: Connection<TokioIo<Socket>, Full<Bytes>>,
}

/// A link to one device.
pub struct HttpLink {
    endpoint: Endpoint,
    tls: Option<Arc<ClientConfig>>,
    kept: Option<Open>,
}

impl fmt::Debug for HttpLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpLink({:?}, connected: {})", self.endpoint, self.kept.is_some())
    }
}

/// How an exchange on a connection ended without an answer.
enum Broken {
    /// The connection gave the request back: nothing of it was written.
    Untouched,
    /// Something may have been written.
    Lost(String),
}

impl HttpLink {
    /// A link that connects at its first exchange.
    ///
    /// # Errors
    /// The encryption that was asked for cannot be used.
    pub fn new(endpoint: Endpoint) -> Result<Self, String> {
        let tls = if endpoint.tls {
            Some(tls::client(endpoint.fingerprint).map_err(|error| error.to_string())?)
        } else {
            None
        };
        Ok(Self { endpoint, tls, kept: None })
    }

    /// Sends `request` and waits for its answer, connection included, as long as the request says.
    /// Dropped before it ends, it drops the connection too.
    pub async fn exchange(&mut self, request: &Request) -> Input {
        let deadline = Instant::now() + Duration::from_millis(request.timeout_ms);
        let message = match self.message(request) {
            Ok(message) => message,
            Err(error) => return Input::Unreachable(format!("the request cannot be written: {error}")),
        };
        if let Some(open) = self.still_open().await {
            match self.exchange_on(open, message.clone(), deadline).await {
                Ok(answer) => return Input::Answer(answer),
                Err(Broken::Lost(reason)) => return Input::Lost(reason),
                Err(Broken::Untouched) => {}
            }
        }
        let open = match timeout_at(deadline, connect(&self.endpoint, self.tls.as_ref())).await {
            Ok(Ok(open)) => open,
            Ok(Err(error)) => return Input::Unreachable(format!("{:?}: {error}", self.endpoint)),
            Err(_) => {
                return Input::Unreachable(format!(
                    "{:?}: no connection within {} ms",
                    self.endpoint, request.timeout_ms
                ));
            }
        };
        match self.exchange_on(open, message, deadline).await {
            Ok(answer) => Input::Answer(answer),
            Err(Broken::Lost(reason)) => Input::Lost(reason),
            Err(Broken::Untouched) => Input::Unreachable(format!("{:?}: closed as soon as it was open", self.endpoint)),
        }
    }

    fn message(&self, request: &Request) -> Result<hyper::Request<Full<Bytes>>, hyper::http::Error> {
        let path = if request.path.is_empty() { "/" } else { &request.path };
        let mut message = hyper::Request::post(path).header(header::HOST, self.endpoint.authority());
        // A driver that knows who it is says so itself.
        let own = request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        if let Some(user_info) = self.endpoint.user_info.as_ref().filter(|_| !own) {
            let credentials = data_encoding::BASE64.encode(user_info.as_bytes());
            message = message.header(header::AUTHORIZATION, format!("Basic {credentials}"));
        }
        for (name, value) in &request.headers {
            message = message.header(name, value);
        }
        message.body(Full::new(Bytes::copy_from_slice(request.body.as_bytes())))
    }

    /// The kept connection, if the device has not closed it.
    async fn still_open(&mut self) -> Option<Open> {
        let mut open = self.kept.take()?;
        // Lets the runtime ask the system what happened on the socket since it was last looked at.
        tokio::task::yield_now().await;
        let ended =
            std::future::poll_fn(|context| Poll::Ready(Pin::new(&mut open.connection).poll(context).is_ready())).await;
        (!ended && open.sender.is_ready()).then_some(open)
    }

    /// One exchange on `open`, which is kept if it went well.
    async fn exchange_on(
        &mut self,
        open: Open,
        message: hyper::Request<Full<Bytes>>,
        deadline: Instant,
    ) -> Result<HttpAnswer, Broken> {
        let Open { mut sender, connection } = open;
        let started = Instant::now();
        let mut connection = Some(connection);
        let answer = {
            let answer = whole_answer(&mut sender, message);
            tokio::pin!(answer);
            let driven = async {
                loop {
                    tokio::select! {
                        // An answer that is already complete counts, whatever became of the connection.
                        biased;
                        answer = &mut answer => break answer,
                        () = ended(&mut connection) => connection = None,
                    }
                }
            };
            timeout_at(deadline, driven).await
        };
        match answer {
            Ok(Ok(answer)) => {
                self.kept = connection.map(|connection| Open { sender, connection });
                Ok(answer)
            }
            Ok(Err(broken)) => Err(broken),
            Err(_) => Err(Broken::Lost(format!("no answer within {} ms", started.elapsed().as_millis()))),
        }
    }
}

async fn connect(endpoint: &Endpoint, tls: Option<&Arc<ClientConfig>>) -> Result<Open, Box<dyn Error + Send + Sync>> {
    let stream = TcpStream::connect((endpoint.host.as_str(), endpoint.port)).await?;
    stream.set_nodelay(true)?;
    let socket: Socket = match tls {
        None => Box::new(stream),
        Some(config) => {
            let name = ServerName::try_from(endpoint.host.clone())?;
            Box::new(TlsConnector::from(config.clone()).connect(name, stream).await?)
        }
    };
    let (sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
    Ok(Open { sender, connection })
}

/// Moves bytes until the connection ends; for ever, if it has ended.
async fn ended(connection: &mut Option<Connection<TokioIo<Socket>, Full<Bytes>>>) {
    match connection {
        // How it ended, the answer tells.
        Some(connection) => drop(connection.await),
        None => std::future::pending().await,
    }
}

async fn whole_answer(sender: &mut Sender, message: hyper::Request<Full<Bytes>>) -> Result<HttpAnswer, Broken> {
    let response = match sender.try_send_request(message).await {
        Ok(response) => response,
        Err(mut refused) => {
            return Err(match refused.take_message() {
                Some(_) => Broken::Untouched,
                None => Broken::Lost(causes(refused.error())),
            });
        }
    };
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), LONGEST_ANSWER).collect().await.map_err(|error| {
        Broken::Lost(if error.is::<LengthLimitError>() {
            format!("the answer is longer than {LONGEST_ANSWER} bytes")
        } else {
            causes(&*error)
        })
    })?;
    Ok(HttpAnswer { status, body: String::from_utf8_lossy(&body.to_bytes()).into_owned() })
}

/// An error with what caused it.
fn causes(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let further = match error.downcast_ref::<io::Error>() {
            Some(error) => error.kind().to_string(),
            None => error.to_string(),
        };
        text = format!("{text}: {further}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests;
