//! What waits to be read at one connection: so many lines and so many bytes, and no longer than a reader may rest. Who
//! does not read is hung up on; what became of his operations is found by asking again.

use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
    time::timeout,
};
use tracing::warn;

/// How many lines may wait.
const MOST_LINES: usize = 256;
/// How many bytes may wait.
const MOST_BYTES: u32 = 8 << 20;
/// So many bytes go out together.
const TOGETHER: usize = 64 << 10;
/// How long a reader to whom something is written may take none of it.
pub const REST: Duration = Duration::from_secs(30);

/// Where lines for a connection are put.
#[derive(Debug, Clone)]
pub struct Backlog {
    to: mpsc::Sender<Line>,
    room: Arc<Semaphore>,
}

/// Where they are taken from.
#[derive(Debug)]
pub struct Writer {
    waiting: mpsc::Receiver<Line>,
    room: Arc<Semaphore>,
}

/// Nobody reads there any more.
#[derive(Debug)]
pub struct Gone;

/// A line, and the room it takes.
#[derive(Debug)]
struct Line {
    text: String,
    room: OwnedSemaphorePermit,
}

/// What a new connection has.
#[must_use]
pub fn backlog() -> (Backlog, Writer) {
    let (to, waiting) = mpsc::channel(MOST_LINES);
    let room = Arc::new(Semaphore::new(MOST_BYTES as usize));
    (Backlog { to, room: room.clone() }, Writer { waiting, room })
}

impl Backlog {
    /// Puts a line behind the others, when there is room for it.
    ///
    /// # Errors
    /// Nobody reads any more.
    pub async fn send(&self, text: String) -> Result<(), Gone> {
        // A line that is longer than all the room has it for itself.
        let bytes = u32::try_from(text.len()).unwrap_or(MOST_BYTES).min(MOST_BYTES);
        let room = self.room.clone().acquire_many_owned(bytes).await.map_err(|_| Gone)?;
        self.to.send(Line { text, room }).await.map_err(|_| Gone)
    }

    /// Waits until nobody reads any more.
    pub async fn closed(&self) {
        self.to.closed().await;
    }
}

impl Writer {
    /// Writes until nothing comes any more, or nobody reads: nothing of it for so long.
    pub async fn run(mut self, mut to: impl AsyncWrite + Unpin, rest: Duration) {
        let mut bytes = Vec::new();
        while let Some(line) = self.waiting.recv().await {
            bytes.clear();
            bytes.shrink_to(TOGETHER);
            let mut room = line.room;
            add(&mut bytes, &line.text);
            // What waits already goes out with it.
            while bytes.len() < TOGETHER
                && let Ok(line) = self.waiting.try_recv()
            {
                add(&mut bytes, &line.text);
                room.merge(line.room);
            }
            if !write(&mut to, &bytes, rest).await {
                break;
            }
        }
        // Who waits for room will find none.
        self.room.close();
    }
}

fn add(bytes: &mut Vec<u8>, line: &str) {
    bytes.extend_from_slice(line.as_bytes());
    bytes.push(b'\n');
}

/// Whether all of it was taken.
async fn write(to: &mut (impl AsyncWrite + Unpin), mut bytes: &[u8], rest: Duration) -> bool {
    while !bytes.is_empty() {
        match timeout(rest, to.write(bytes)).await {
            Ok(Ok(taken)) if taken > 0 => bytes = bytes.get(taken..).unwrap_or_default(),
            Ok(_) => return false,
            Err(_) => {
                warn!("a connection does not read its answers, and is closed");
                return false;
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncBufReadExt, BufReader, duplex};

    const MEBIBYTE: usize = 1 << 20;

    /// F13: who calls and never reads keeps no more than the bound, and not for long.
    #[tokio::test]
    async fn who_does_not_read_is_hung_up_on() {
        let (backlog, writer) = backlog();
        let (mine, _his) = duplex(64);
        let written = tokio::spawn(writer.run(mine, Duration::from_millis(200)));
        let mut kept = 0;
        while backlog.send("x".repeat(MEBIBYTE)).await.is_ok() {
            kept += 1;
        }
        assert!((1..=8).contains(&kept), "{kept}");
        backlog.closed().await;
        written.await.expect("it has ended");
    }

    /// Who is slow gets everything, in order, also what is longer than the bound.
    #[tokio::test]
    async fn who_reads_gets_every_line() {
        let (backlog, writer) = backlog();
        let (mine, his) = duplex(1 << 16);
        let written = tokio::spawn(writer.run(mine, REST));
        let lengths: Vec<usize> = (0..40).map(|at| if at == 20 { 9 * MEBIBYTE } else { at * MEBIBYTE / 20 }).collect();
        let sent = lengths.clone();
        let sender = tokio::spawn(async move {
            for length in sent {
                backlog.send("x".repeat(length)).await.expect("somebody reads");
            }
        });
        let mut lines = BufReader::new(his).lines();
        let mut read = Vec::new();
        while let Some(line) = lines.next_line().await.expect("a line") {
            read.push(line.len());
        }
        assert_eq!(read, lengths);
        sender.await.expect("all is sent");
        written.await.expect("all is written");
    }
}
