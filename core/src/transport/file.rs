//! A file or a character device (a USB printer), which may only take bytes.
//!
//! A device or a pipe is written as far as it takes bytes at once, so that one that is switched off stalls nobody;
//! what is written to an ordinary file is appended. One that is not ready is looked at again and again: devices of
//! this kind are not all able to call.

use super::stream::Line;
use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{FileTypeExt, OpenOptionsExt},
    path::Path,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Duration, Sleep, sleep},
};

/// `O_NONBLOCK | O_NOCTTY` of Linux.
const AT_ONCE: i32 = 0o4000 | 0o400;
/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(2);

pub(super) fn open(path: &Path) -> io::Result<Box<dyn Line>> {
    let kind = std::fs::metadata(path).map(|found| found.file_type());
    let device = kind.as_ref().is_ok_and(FileTypeExt::is_char_device);
    if !device && !kind.as_ref().is_ok_and(FileTypeExt::is_fifo) {
        return Ok(Paper::boxed(OpenOptions::new().create(true).append(true).open(path)?, false));
    }
    let both = OpenOptions::new().read(true).write(true).custom_flags(AT_ONCE).open(path);
    Ok(match both {
        Ok(file) if device => Paper::boxed(file, true),
        // A device may be for writing only; and a pipe that is opened for both has a reader: itself.
        _ => Paper::boxed(OpenOptions::new().write(true).custom_flags(AT_ONCE).open(path)?, false),
    })
}

struct Paper {
    file: File,
    reads: bool,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Paper {
    fn boxed(file: File, reads: bool) -> Box<dyn Line> {
        Box::new(Self { file, reads, pause: None })
    }

    /// Waits until the next look.
    fn poll_pause(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let pause = self.pause.get_or_insert_with(|| Box::pin(sleep(PAUSE)));
        ready!(pause.as_mut().poll(context));
        self.pause = None;
        Poll::Ready(())
    }
}

impl Line for Paper {}

impl AsyncRead for Paper {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.reads {
            return Poll::Pending;
        }
        loop {
            match self.file.read(into.initialize_unfilled()) {
                // A device that has nothing to say says so by an end of file: it is none.
                Ok(0) => {}
                Ok(read) => {
                    into.advance(read);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
            ready!(self.poll_pause(context));
        }
    }
}

impl AsyncWrite for Paper {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        loop {
            match self.file.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => ready!(self.poll_pause(context)),
                written => return Poll::Ready(written),
            }
        }
    }
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
