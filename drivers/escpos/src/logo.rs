//! The logo at the head of every slip: an image that the printer keeps, or one that is written in the settings as a
//! portable bitmap. A driver reads no files, so that the whole of a printer's settings is in one place.

use crate::command::Raster;
use data_encoding::BASE64;

/// The most rows of an image.
const MOST_ROWS: usize = 600;

/// Reads a portable bitmap: `P1` as it is, or the bytes of a `P4` (or `P1`) file in base64.
///
/// # Errors
/// What is wrong with it, for the installer.
pub(crate) fn bitmap(written: &str, most_dots: usize) -> Result<Raster, String> {
    let what = "a portable bitmap (PBM): its text, or its bytes in base64";
    let decoded = if written.trim_start().starts_with("P1") {
        written.as_bytes().to_vec()
    } else {
        let letters: String = written.split_whitespace().collect();
        BASE64.decode(letters.as_bytes()).map_err(|_| format!("expected {what}"))?
    };
    let mut words = Words { bytes: &decoded, at: 0 };
    let plain = match words.next() {
        Some(b"P1") => true,
        Some(b"P4") => false,
        _ => return Err(format!("expected {what}; it begins with P1 or P4")),
    };
    let mut number = || std::str::from_utf8(words.next()?).ok()?.parse::<usize>().ok().filter(|number| *number > 0);
    let (Some(width), Some(rows)) = (number(), number()) else {
        return Err(format!("expected {what}; it has no width and height"));
    };
    if width > most_dots || rows > MOST_ROWS {
        return Err(format!("the image has {width} x {rows} dots; the paper has room for {most_dots} x {MOST_ROWS}"));
    }
    let stride = width.div_ceil(8);
    let bits = if plain {
        words.plain(width, rows)
    } else {
        decoded
            .get(words.at + 1..)
            .filter(|rest| rest.len() >= stride * rows)
            .map(|rest| rest[..stride * rows].to_vec())
    };
    let bits = bits.ok_or_else(|| format!("the image is shorter than {width} x {rows} dots"))?;
    Ok(Raster { stride: u16::try_from(stride).unwrap_or(u16::MAX), bits })
}

/// The words of the head of a bitmap; a comment goes to the end of its line.
struct Words<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Words<'a> {
    fn skip(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            if *byte == b'#' {
                self.at += self.bytes[self.at..].iter().take_while(|byte| **byte != b'\n').count();
            } else if byte.is_ascii_whitespace() {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn next(&mut self) -> Option<&'a [u8]> {
        self.skip();
        let begin = self.at;
        self.at += self.bytes[begin..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
        (self.at > begin).then(|| &self.bytes[begin..self.at])
    }

    /// Dots written as `0` and `1`.
    fn plain(&mut self, width: usize, rows: usize) -> Option<Vec<u8>> {
        let stride = width.div_ceil(8);
        let mut bits = vec![0; stride * rows];
        for dot in 0..width * rows {
            self.skip();
            match self.bytes.get(self.at)? {
                b'0' => {}
                b'1' => bits[dot / width * stride + dot % width / 8] |= 0x80 >> (dot % width % 8),
                _ => return None,
            }
            self.at += 1;
        }
        Some(bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bitmap_is_read_in_both_forms() {
        let plain = "P1\n# a cross\n10 3\n1000000001\n0 1 0 0 0 0 0 0 1 0\n0000000000\n";
        let raster = Raster { stride: 2, bits: vec![0x80, 0x40, 0x40, 0x80, 0, 0] };
        assert_eq!(bitmap(plain, 504), Ok(raster.clone()));
        let mut file = b"P4\n10 3\n".to_vec();
        file.extend(&raster.bits);
        assert_eq!(bitmap(&BASE64.encode(&file), 504), Ok(raster));
    }

    #[test]
    fn what_is_no_bitmap_is_said() {
        for (written, says) in [
            ("", "begins with P1 or P4"),
            ("!", "in base64"),
            (&BASE64.encode(b"GIF89a"), "begins with P1 or P4"),
            ("P1 4", "no width and height"),
            ("P1 0 4", "no width and height"),
            ("P1 4 x", "no width and height"),
            ("P1 505 1", "room for 504 x 600"),
            ("P1 1 601", "room for 504 x 600"),
            ("P1 2 2 1 0 1", "shorter than 2 x 2"),
            (&BASE64.encode(b"P4 16 2 \0\0\0"), "shorter than 16 x 2"),
        ] {
            let told = bitmap(written, 504).expect_err(written);
            assert!(told.contains(says), "{written}: {told}");
        }
    }
}
