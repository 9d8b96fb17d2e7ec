//! A serial line with its real settings.
//!
//! A pseudo-terminal keeps neither parity nor seven bits, and has no modem lines: that is reported and no fault
//! (G16). A real line that refuses its settings is one, for nothing on it could be read.

use super::stream::Line;
use std::{
    io,
    path::{Path, PathBuf},
};
use tokio_serial::{
    ClearBuffer, DataBits, FlowControl, Parity, SerialPort, SerialPortBuilder, SerialPortBuilderExt, SerialStream,
    StopBits,
};
use tracing::warn;

/// A serial line.
#[derive(Debug, Clone)]
pub struct SerialPlace {
    /// The device.
    pub path: PathBuf,
    /// Bits in a second.
    pub baud: u32,
    /// Seven bits in a character instead of eight.
    pub seven: bool,
    /// The parity: none, odd or even.
    pub odd: Option<bool>,
    /// Two stop bits instead of one.
    pub two_stops: bool,
}

impl Line for SerialStream {
    fn waiting(&self) -> usize {
        self.bytes_to_write().ok().and_then(|waiting| usize::try_from(waiting).ok()).unwrap_or_default()
    }
    fn forget(&mut self) {
        drop(self.clear(ClearBuffer::Output));
    }
}

pub(super) fn open(place: &SerialPlace) -> io::Result<Box<dyn Line>> {
    let path = place.path.canonicalize()?;
    let name = path.to_str().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path is not UTF-8"))?;
    let plain = tokio_serial::new(name, place.baud).flow_control(FlowControl::None);
    let wanted = plain
        .clone()
        .data_bits(if place.seven { DataBits::Seven } else { DataBits::Eight })
        .parity(match place.odd {
            None => Parity::None,
            Some(true) => Parity::Odd,
            Some(false) => Parity::Even,
        })
        .stop_bits(if place.two_stops { StopBits::Two } else { StopBits::One });
    let pseudo = path.starts_with("/dev/pts");
    let mut line = match set(&wanted, place) {
        Ok(line) => line,
        Err(error) if pseudo => {
            report(&path, "the settings of the line", &error);
            plain.open_native_async()?
        }
        Err(error) => return Err(error),
    };
    // The device sends only while these are up.
    if let Err(error) = line.write_request_to_send(true) {
        report(&path, "RTS", &error.into());
    }
    if let Err(error) = line.write_data_terminal_ready(true) {
        report(&path, "DTR", &error.into());
    }
    Ok(Box::new(line))
}

/// A line with these settings, read back.
fn set(wanted: &SerialPortBuilder, place: &SerialPlace) -> io::Result<SerialStream> {
    let line = wanted.clone().open_native_async()?;
    let seven = line.data_bits()? == DataBits::Seven;
    let odd = match line.parity()? {
        Parity::None => None,
        parity => Some(parity == Parity::Odd),
    };
    if (seven, odd) == (place.seven, place.odd) {
        return Ok(line);
    }
    let text = "the line does not keep the data bits and the parity that were set";
    Err(io::Error::new(io::ErrorKind::Unsupported, text))
}

fn report(path: &Path, what: &str, error: &io::Error) {
    warn!(line = %path.display(), "{what} cannot be set: {error}");
}
