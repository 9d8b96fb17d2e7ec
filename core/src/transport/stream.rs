//! A link over a stream of bytes: one line, opened when the driver says so, kept until it breaks.
//!
//! What arrives unasked is held until the driver reads it or throws it away. A step that is dropped before it ends
//! drops the line too: nobody knows then what of it was written.

use super::{
    file,
    serial::{self, SerialPlace},
    tcp,
};
use fiscus_sdk::driver::{Bytes, Input, Write};
use std::{
    fmt, io,
    path::PathBuf,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    time::{Duration, Instant, sleep, timeout_at},
};

/// The most that is handed back at once, and held.
const MOST: usize = 64 << 10;

/// Where the other end is.
#[derive(Clone)]
pub enum StreamPlace {
    /// A port of the network.
    Tcp {
        /// Its name or address.
        host: String,
        /// Its port.
        port: u16,
    },
    /// A serial line.
    Serial(SerialPlace),
    /// A file or a character device.
    File(PathBuf),
}

impl fmt::Debug for StreamPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "tcp://[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "tcp://{host}:{port}"),
            Self::Serial(place) => write!(f, "serial://{}", place.path.display()),
            Self::File(path) => write!(f, "file://{}", path.display()),
        }
    }
}

/// An open line.
pub(super) trait Line: AsyncRead + AsyncWrite + Unpin + Send {
    /// How many bytes that were written have not gone out, as far as the system tells.
    fn waiting(&self) -> usize {
        0
    }
    /// Throws away what has not gone out: closing waits for nothing.
    fn forget(&mut self) {}
}

/// A link to one device.
pub struct StreamLink {
    place: StreamPlace,
    open: Option<Open>,
}

struct Open {
    line: Box<dyn Line>,
    /// What arrived and was not handed back yet.
    held: Vec<u8>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.line.forget();
    }
}

impl fmt::Debug for StreamLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StreamLink({:?}, connected: {})", self.place, self.open.is_some())
    }
}

fn after(milliseconds: u64) -> Instant {
    let far = Duration::from_secs(24 * 3600);
    Instant::now() + Duration::from_millis(milliseconds).min(far)
}

impl StreamLink {
    /// A link that is not connected.
    #[must_use]
    pub fn new(place: StreamPlace) -> Self {
        Self { place, open: None }
    }

    /// Is connected afterwards, or says why not. A line that the device closed in the meantime is replaced.
    pub async fn connect(&mut self, anew: bool, within_ms: u64) -> Input {
        let kept = self.open.take().filter(|_| !anew);
        if let Some(mut open) = kept
            && open.gather().await.is_ok()
        {
            self.open = Some(open);
            return Input::Connected { new: false };
        }
        let opening = async {
            match &self.place {
                StreamPlace::Tcp { host, port } => tcp::open(host, *port).await,
                StreamPlace::Serial(place) => serial::open(place),
                StreamPlace::File(path) => file::open(path),
            }
        };
        match timeout_at(after(within_ms), opening).await {
            Ok(Ok(line)) => {
                self.open = Some(Open { line, held: Vec::new() });
                Input::Connected { new: true }
            }
            Ok(Err(error)) => Input::Unreachable(format!("{:?}: {error}", self.place)),
            Err(_) => Input::Unreachable(format!("{:?}: no connection within {within_ms} ms", self.place)),
        }
    }

    /// Writes all, and waits for the beginning of an answer.
    pub async fn write(&mut self, write: Write) -> Input {
        let Some(mut open) = self.open.take() else { return self.closed() };
        if let Err(error) = open.gather().await {
            return Input::Unreachable(format!("{:?}: {error}", self.place));
        }
        if write.fresh {
            open.held.clear();
        }
        let until = after(write.accept_within_ms);
        let mut accepted = 0;
        while accepted < write.bytes.len() {
            match timeout_at(until, open.line.write(&write.bytes[accepted..])).await {
                Ok(Ok(0)) => return self.broken(accepted, "it takes no bytes"),
                Ok(Ok(more)) => accepted += more,
                Ok(Err(error)) => return self.broken(accepted, &error.to_string()),
                Err(_) => return self.stalled(open, accepted),
            }
        }
        // The system has them; whether they went out, only some lines tell.
        let mut pause = Duration::from_millis(1);
        while open.line.waiting() > 0 {
            if Instant::now() >= until {
                let waiting = open.line.waiting();
                return self.stalled(open, accepted.saturating_sub(waiting));
            }
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(20));
        }
        if write.answer_within_ms == 0 {
            self.open = Some(open);
            return Input::Written;
        }
        self.wait(open, write.answer_within_ms).await
    }

    /// Waits for bytes; with no time to wait, what is there is told at once, without a timer, which counts milliseconds.
    pub async fn read(&mut self, within_ms: u64) -> Input {
        match self.open.take() {
            Some(open) => self.wait(open, within_ms).await,
            None => self.closed(),
        }
    }

    async fn wait(&mut self, mut open: Open, within_ms: u64) -> Input {
        // What is there already counts, though the line may be closed behind it.
        if within_ms == 0 {
            let ended = open.gather().await;
            if open.held.is_empty() {
                if let Err(error) = ended {
                    return self.lost(&error.to_string());
                }
                self.open = Some(open);
                return Input::Silence;
            }
        }
        if open.held.is_empty() {
            let mut buffer = vec![0; 4096];
            match timeout_at(after(within_ms), open.line.read(&mut buffer)).await {
                Ok(Err(error)) => return self.lost(&error.to_string()),
                Ok(Ok(0)) => return self.lost("closed by the device"),
                Ok(Ok(read)) => open.held.extend_from_slice(&buffer[..read]),
                Err(_) => {
                    self.open = Some(open);
                    return Input::Silence;
                }
            }
        }
        let bytes = std::mem::take(&mut open.held);
        self.open = Some(open);
        Input::Bytes(Bytes(bytes))
    }

    fn closed(&self) -> Input {
        Input::Unreachable(format!("{:?}: not connected", self.place))
    }

    fn stalled(&mut self, mut open: Open, accepted: usize) -> Input {
        // What waits would go out when nobody expects it any more.
        open.line.forget();
        self.open = Some(open);
        Input::Stalled { accepted: u64::try_from(accepted).unwrap_or(u64::MAX) }
    }

    fn broken(&self, accepted: usize, what: &str) -> Input {
        if accepted == 0 { Input::Unreachable(format!("{:?}: {what}", self.place)) } else { self.lost(what) }
    }

    fn lost(&self, what: &str) -> Input {
        Input::Lost(format!("{:?}: {what}", self.place))
    }
}

impl Open {
    /// Takes what has arrived, without waiting.
    ///
    /// # Errors
    /// The line has ended; what came before that is held.
    async fn gather(&mut self) -> io::Result<()> {
        // Lets the runtime ask the system what happened on the line since it was last looked at.
        tokio::task::yield_now().await;
        while self.held.len() < MOST {
            let mut buffer = [0; 4096];
            let mut into = ReadBuf::new(&mut buffer);
            let line = Pin::new(&mut *self.line);
            match line.poll_read(&mut Context::from_waker(std::task::Waker::noop()), &mut into) {
                Poll::Pending => break,
                Poll::Ready(Ok(())) if into.filled().is_empty() => {
                    return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "closed by the device"));
                }
                Poll::Ready(Ok(())) => self.held.extend_from_slice(into.filled()),
                Poll::Ready(Err(error)) => return Err(error),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
