//! Streams of bytes: TCP, a serial line, a character device.
//!
//! The core moves bytes and knows no frames. It promises four things. What is handed back as
//! [`Input::Bytes`](super::Input::Bytes) arrived in that order and is handed back once. Nothing is written
//! after a step's time has passed. A step on a line that is not open answers
//! [`Input::Unreachable`](super::Input::Unreachable), and nothing was written. And a line that breaks answers
//! [`Input::Lost`](super::Input::Lost) and is closed: the driver connects again when it wants to.
//!
//! A driver that minds its device's XOFF writes in pieces and looks with `Read { within_ms: 0 }` in between.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{borrow::Cow, fmt, ops::Deref};

/// Bytes to write, and what to wait for then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// The bytes.
    pub bytes: Bytes,
    /// What arrived before is thrown away first: it cannot be an answer to these bytes.
    #[serde(default)]
    pub fresh: bool,
    /// How long the other side may take to accept all of them; else [`Input::Stalled`](super::Input::Stalled).
    pub accept_within_ms: u64,
    /// How long the first byte of an answer may take, once all is written; 0: none is waited for.
    #[serde(default)]
    pub answer_within_ms: u64,
}

/// Bytes. In a message they are one text of hexadecimal digits.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub Vec<u8>);

impl Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl<T: Into<Vec<u8>>> From<T> for Bytes {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

impl std::str::FromStr for Bytes {
    type Err = String;

    /// Reads hexadecimal digits; blanks between bytes are allowed.
    fn from_str(text: &str) -> Result<Self, String> {
        let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
        let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
        let pairs = digits.chunks(2).map(|pair| match pair {
            [high, low] => Some(value(*high)? << 4 | value(*low)?),
            _ => None,
        });
        pairs
            .collect::<Option<Vec<u8>>>()
            .map(Self)
            .ok_or_else(|| "these are no pairs of hexadecimal digits".to_owned())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_a_text_of_digits_in_a_message() {
        for (bytes, text) in [(&b""[..], "\"\""), (b"\x02A\xff\0", "\"0241ff00\"")] {
            let bytes = Bytes::from(bytes);
            assert_eq!(serde_json::to_string(&bytes).expect("a text"), text);
            assert_eq!(serde_json::from_str::<Bytes>(text).expect("bytes"), bytes);
        }
        for wrong in ["\"0\"", "\"0g\"", "\"+1\"", "\"è\"", "[2]", "3"] {
            serde_json::from_str::<Bytes>(wrong).expect_err(wrong);
        }
        assert_eq!("02 30 03".parse::<Bytes>(), Ok(Bytes(vec![2, 0x30, 3])));
    }
}
