//! The commands of the protocol as bytes, and a job while it is put together. No state but the bytes: which
//! documents become which commands is decided in [`crate::slip`].

use crate::page::Page;

/// How a line of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Look {
    pub(crate) bold: bool,
    /// Twice as wide.
    pub(crate) wide: bool,
    /// Twice as high.
    pub(crate) tall: bool,
}

/// How the paper is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cutter {
    Full,
    Partial,
    /// There is none: the paper is fed past the tear-off edge.
    None,
}

/// Lines that are fed where nothing cuts.
const FEED: u8 = 5;
/// Rows of an image that are sent in one command: a command that was broken off swallows no more than this.
const BAND: usize = 16;

/// Asks in real time: 1 printer, 2 why it is offline, 3 errors, 4 paper. Answered also offline.
pub(crate) fn ask(n: u8) -> Vec<u8> {
    vec![0x10, 0x04, n]
}

/// Asks in line: answered when everything before it has been carried out.
pub(crate) const PROOF: [u8; 3] = [0x1d, 0x72, 0x01];

/// Clears the line that is being put together, and every mode.
pub(crate) const RESET: [u8; 2] = [0x1b, 0x40];

/// Opens a drawer: `pin` 0 (pin 2) or 1 (pin 5), `on` and `off` in units of 2 ms.
pub(crate) fn kick(pin: u8, on: u8, off: u8) -> [u8; 5] {
    [0x1b, 0x70, pin, on, off]
}

/// An image of one bit a dot, in rows of whole bytes; a set bit is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Raster {
    /// Bytes of a row.
    pub(crate) stride: u16,
    /// Rows, one after the other.
    pub(crate) bits: Vec<u8>,
}

/// A job while it is put together.
#[derive(Debug, Default)]
pub(crate) struct Roll(Vec<u8>);

impl Roll {
    /// A job that begins with a printer in its first state, and this code page.
    pub(crate) fn begin(page: u8) -> Self {
        let mut roll = Self(RESET.to_vec());
        roll.0.extend([0x1b, 0x74, page]);
        roll
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn centre(&mut self, on: bool) -> &mut Self {
        self.raw(&[0x1b, 0x61, u8::from(on)])
    }

    pub(crate) fn bold(&mut self, on: bool) -> &mut Self {
        self.raw(&[0x1b, 0x45, u8::from(on)])
    }

    /// A line of text, which must be of the letters of `page`.
    pub(crate) fn line(&mut self, text: &str, look: Look, page: &Page) -> &mut Self {
        let size = if look.wide { 0x10 } else { 0 } | u8::from(look.tall);
        if look.bold {
            self.bold(true);
        }
        if size != 0 {
            self.raw(&[0x1d, 0x21, size]);
        }
        self.raw(&page.bytes(text)).raw(&[0x0a]);
        if size != 0 {
            self.raw(&[0x1d, 0x21, 0]);
        }
        if look.bold {
            self.bold(false);
        }
        self
    }

    /// A bar code of kind `m`, with its text below; `data` has at most 255 bytes.
    pub(crate) fn bars(&mut self, m: u8, data: &[u8]) -> &mut Self {
        let length = u8::try_from(data.len()).unwrap_or(u8::MAX);
        self.raw(&[0x1d, 0x68, 80, 0x1d, 0x77, 2, 0x1d, 0x48, 2, 0x1d, 0x6b, m, length]);
        self.raw(&data[..usize::from(length)])
    }

    /// A QR code of level M with modules of `size` dots; `data` has at most 65 000 bytes.
    pub(crate) fn qr(&mut self, data: &[u8], size: u8) -> &mut Self {
        self.raw(&[0x1d, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0]);
        self.raw(&[0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x43, size]);
        self.raw(&[0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x45, 0x31]);
        let [low, high] = u16::try_from(data.len() + 3).unwrap_or(u16::MAX).to_le_bytes();
        self.raw(&[0x1d, 0x28, 0x6b, low, high, 0x31, 0x50, 0x30]).raw(data);
        self.raw(&[0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30])
    }

    /// An image, in bands.
    pub(crate) fn image(&mut self, raster: &Raster) -> &mut Self {
        let [low, high] = raster.stride.to_le_bytes();
        for band in raster.bits.chunks(usize::from(raster.stride).max(1) * BAND) {
            let rows = u8::try_from(band.len() / usize::from(raster.stride).max(1)).unwrap_or_default();
            self.raw(&[0x1d, 0x76, 0x30, 0, low, high, rows, 0]).raw(band);
        }
        self
    }

    /// The image that the printer keeps under this number.
    pub(crate) fn kept_image(&mut self, number: u8) -> &mut Self {
        self.raw(&[0x1c, 0x70, number, 0])
    }

    pub(crate) fn cut(&mut self, cutter: Cutter) -> &mut Self {
        match cutter {
            Cutter::Full => self.raw(&[0x1d, 0x56, 0x41, 0]),
            Cutter::Partial => self.raw(&[0x1d, 0x56, 0x42, 0]),
            Cutter::None => self.raw(&[0x1b, 0x64, FEED]),
        }
    }
}
