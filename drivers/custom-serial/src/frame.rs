//! Bytes and frames: what a command looks like on the line, and what stands first in what came.
//!
//! A frame is STX, two digits that count, an identifier `0`, a text, two digits of a sum modulo 100, ETX. Nothing
//! here knows what a text means. Source: Custom protocol manual rev 6.00, p. 19–21.

pub(crate) const STX: u8 = 0x02;
pub(crate) const ETX: u8 = 0x03;
pub(crate) const ACK: u8 = 0x06;
pub(crate) const NAK: u8 = 0x15;

/// Longer than any frame of either side.
const LONGEST: usize = 512;

/// A frame whose sum is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Its count, 0 to 99.
    pub(crate) count: u8,
    /// Command and data, or a result.
    pub(crate) text: String,
}

/// What stands first in the bytes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The other side took the frame.
    Ack,
    /// It did not.
    Nak,
    /// A frame.
    Frame(Frame),
    /// Something between STX and ETX that is no sound frame.
    Garbled,
    /// Bytes outside a frame.
    Loose(Vec<u8>),
}

impl Frame {
    /// The bytes of the frame. A text has ASCII characters only.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let inside = format!("{:02}0{}", self.count % 100, self.text);
        let mut bytes = vec![STX];
        bytes.extend_from_slice(inside.as_bytes());
        bytes.extend_from_slice(format!("{:02}", sum(inside.as_bytes())).as_bytes());
        bytes.push(ETX);
        bytes
    }

    fn read(inside: &[u8]) -> Option<Self> {
        let (inside, check) = inside.split_last_chunk::<2>()?;
        let (head, text) = inside.split_first_chunk::<3>()?;
        let text = std::str::from_utf8(text).ok().filter(|text| text.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        let sound = head[2] == b'0' && number(check)? == sum(inside);
        Some(Self { count: number(&head[..2])?, text: text?.to_owned() }).filter(|_| sound)
    }
}

fn sum(bytes: &[u8]) -> u8 {
    let sum: u32 = bytes.iter().map(|byte| u32::from(*byte)).sum();
    u8::try_from(sum % 100).unwrap_or_default()
}

fn number(digits: &[u8]) -> Option<u8> {
    match digits {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + (ones - b'0')),
        _ => None,
    }
}

/// What stands first, and how many bytes it takes; none: more must come first.
pub(crate) fn first(bytes: &[u8]) -> Option<(Piece, usize)> {
    let marks = [STX, ACK, NAK];
    match *bytes.first()? {
        ACK => Some((Piece::Ack, 1)),
        NAK => Some((Piece::Nak, 1)),
        STX => {
            let body = &bytes[1..];
            match body.iter().position(|byte| [STX, ETX].contains(byte)) {
                Some(end) if body[end] == ETX => {
                    Some((Frame::read(&body[..end]).map_or(Piece::Garbled, Piece::Frame), end + 2))
                }
                // A new frame begins before the old one ended.
                Some(end) => Some((Piece::Garbled, end + 1)),
                None if body.len() > LONGEST => Some((Piece::Garbled, bytes.len())),
                None => None,
            }
        }
        _ => {
            let end = bytes.iter().position(|byte| marks.contains(byte)).unwrap_or(bytes.len());
            Some((Piece::Loose(bytes[..end].to_vec()), end))
        }
    }
}
