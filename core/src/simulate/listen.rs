//! Where a simulated device can be reached: HTTP or a stream, as its face is, and beside it what tests ask.

use super::{
    DeviceSession, Options,
    device::Bench,
    server,
    stream::{self, Terminal},
};
use fiscus_sdk::driver::Face;
use std::{
    future::Future,
    io::{self, Write},
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
};
use tokio::{net::TcpListener, sync::Mutex};

/// A simulated device that listens.
pub struct Simulator {
    listener: Listener,
    control: Option<TcpListener>,
    address: SocketAddr,
    bench: Arc<Mutex<Bench>>,
}

enum Listener {
    Http(TcpListener),
    Tcp(TcpListener),
    Terminal(Terminal),
}

/// Serves `device` until `stop`. Prints a line for each address when it is ready.
///
/// # Errors
/// The address cannot be listened on, or a file cannot be written at the start.
pub async fn serve(options: Options, device: DeviceSession, stop: impl Future<Output = ()>) -> io::Result<()> {
    let simulator = Simulator::bind(options, device).await?;
    {
        let mut out = io::stdout().lock();
        simulator.places().iter().try_for_each(|place| writeln!(out, "{place}"))?;
        out.flush()?;
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
        let (listen, control) = (options.listen.clone(), options.control.clone());
        let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
        let (listener, address) = match (listen.strip_prefix("pty:"), device.face()) {
            (Some(_), Face::Http) => {
                let text = format!("{listen}: this device listens on HTTP: give an address such as 127.0.0.1:9001");
                return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
            }
            (Some(path), Face::Stream) => (Listener::Terminal(Terminal::open(PathBuf::from(path))?), nowhere),
            (None, face) => {
                let listener = port(&listen).await?;
                let address = listener.local_addr()?;
                (if face == Face::Http { Listener::Http(listener) } else { Listener::Tcp(listener) }, address)
            }
        };
        let control = match control {
            Some(address) => Some(port(&address).await?),
            None => None,
        };
        Ok(Self { listener, control, address, bench: Arc::new(Mutex::new(Bench::new(options, device)?)) })
    }

    /// Where it listens; the unspecified address for a pseudo-terminal.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, in words.
    #[must_use]
    pub fn places(&self) -> Vec<String> {
        let first = match &self.listener {
            Listener::Http(_) => format!("listening on http://{}/", self.address),
            Listener::Tcp(_) => format!("listening on tcp://{}", self.address),
            Listener::Terminal(terminal) => format!("listening on pty:{}", terminal.path().display()),
        };
        let control = self.control.as_ref().and_then(|control| control.local_addr().ok());
        [Some(first), control.map(|address| format!("control on http://{address}/"))].into_iter().flatten().collect()
    }

    /// Answers until `stop`; what is being executed then is executed to its end.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let device = async {
            match self.listener {
                Listener::Http(listener) => server::serve(listener, self.bench.clone()).await,
                Listener::Tcp(listener) => stream::serve(listener, self.bench.clone()).await,
                Listener::Terminal(terminal) => terminal.serve(self.bench.clone()).await,
            }
        };
        let control = async {
            match self.control {
                Some(listener) => server::serve(listener, self.bench.clone()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = stop => {}
            () = device => {}
            () = control => {}
        }
        drop(self.bench.lock().await);
    }
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Simulator({})", self.places().join(", "))
    }
}

async fn port(address: &str) -> io::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| io::Error::new(error.kind(), format!("{address}: {error}")))
}
