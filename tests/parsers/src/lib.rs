//! The frame parsers of the drivers in one table: for the bounded run (`cargo parsers`), for the fuzz targets, for the
//! figures. A driver is a line of it.
//!
//! A driver is a shared library, and two of them cannot be linked into one program, for each exports the same symbol.
//! Through the ABI its parser would be reached behind a JSON message and a session, which costs a hundred times what
//! parsing costs: ten million inputs would take an hour. So the file of the parser itself is compiled here once more.
//! That holds a frame to being a room of its own, which knows nothing of the driver around it. What stands behind the
//! frame (replies, sessions) the kit's case `any_answer` tries through the session.

mod chance;
mod custom_serial;
mod custom_xml;
mod epson_rt;
mod escpos;
mod rch;

pub use chance::Chance;

/// How one driver writes and reads.
#[derive(Debug, Clone, Copy)]
pub struct Codec {
    /// The driver's id.
    pub driver: &'static str,
    /// Writes a request as the driver does.
    pub write: fn() -> Vec<u8>,
    /// What a device says, as it is on the wire: what chance takes apart. The first is an ordinary answer.
    pub samples: &'static [&'static [u8]],
    /// Reads whatever comes, to its end. Answers how many sound messages it found.
    pub read: fn(&[u8]) -> usize,
}

/// All of them. `xon-xoff` reads two single bytes, and has no frames.
pub const CODECS: &[Codec] = &[custom_serial::CODEC, custom_xml::CODEC, epson_rt::CODEC, escpos::CODEC, rch::CODEC];

/// The codec of this driver.
///
/// # Panics
/// There is none.
#[must_use]
pub fn codec(driver: &str) -> &'static Codec {
    CODECS.iter().find(|codec| codec.driver == driver).unwrap_or_else(|| panic!("no codec of {driver}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What chance takes apart is worth it: the parser knows each sample.
    #[test]
    fn every_sample_is_sound() {
        for codec in CODECS {
            assert!(!codec.samples.is_empty(), "{}", codec.driver);
            assert!(!(codec.write)().is_empty(), "{}", codec.driver);
            for sample in codec.samples {
                assert!((codec.read)(sample) > 0, "{}: {}", codec.driver, sample.escape_ascii());
            }
        }
    }

    /// Chance makes sound messages too, and others: it neither leaves everything whole nor breaks everything.
    #[test]
    fn chance_makes_both() {
        for codec in CODECS {
            let (mut chance, mut sequence, mut sound) = (Chance::new(1), Vec::new(), 0);
            for _ in 0..10_000 {
                chance.sequence(codec.samples, &mut sequence);
                sound += usize::from((codec.read)(&sequence) > 0);
            }
            assert!((500..9_500).contains(&sound), "{}: {sound}", codec.driver);
        }
    }
}
