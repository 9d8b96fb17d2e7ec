//! The frames of the serial and TCP wire, both directions, without state.
//!
//! `STX ADDS(2) LEN(3) PROT(1) DATA PACKID(1) CHK(2) ETX`: LEN counts DATA, CHK is the XOR of everything before it as two
//! upper-case hexadecimal digits. What is no frame is dump text, or noise.

/// Accepted.
pub(crate) const ACK: u8 = 0x06;
/// Not accepted: to be sent again.
pub(crate) const NAK: u8 = 0x15;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
/// Bytes of a frame besides its data.
const AROUND: usize = 11;

/// A frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) address: u32,
    pub(crate) protocol: u8,
    pub(crate) data: String,
    pub(crate) id: u8,
}

/// What stands at the beginning of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// A whole frame, and how many bytes it has.
    Frame(Frame, usize),
    /// The beginning of one, perhaps.
    Part,
    /// Nothing that a frame begins with: so many bytes up to what may be one.
    Noise(usize),
}

impl Frame {
    /// A command or an answer of the new protocol.
    pub(crate) fn new(address: u32, data: impl Into<String>, id: u8) -> Self {
        Self { address, protocol: b'N', data: data.into(), id }
    }

    /// The bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![STX];
        bytes.extend(format!("{:02}{:03}", self.address % 100, self.data.len() % 1000).into_bytes());
        bytes.push(self.protocol);
        bytes.extend(self.data.as_bytes());
        bytes.push(self.id);
        let check = sum(&bytes);
        bytes.extend(check);
        bytes.push(ETX);
        bytes
    }

    /// What stands at the beginning of these bytes.
    pub(crate) fn find(bytes: &[u8]) -> Found {
        let noise = || {
            let next = bytes.iter().skip(1).position(|byte| *byte == STX).map_or(bytes.len(), |at| at + 1);
            Found::Noise(next)
        };
        if bytes.first() != Some(&STX) {
            return noise();
        }
        let number = |at: usize, length: usize| -> Option<usize> {
            let digits = bytes.get(at..at + length)?;
            digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + usize::from(digit - b'0')))
        };
        let head = bytes.get(1..6.min(bytes.len())).unwrap_or_default();
        if !head.iter().all(u8::is_ascii_digit) {
            return noise();
        }
        let (Some(address), Some(length)) = (number(1, 2), number(3, 3)) else { return Found::Part };
        let Some(frame) = bytes.get(..length + AROUND) else { return Found::Part };
        let (body, end) = frame.split_at(length + AROUND - 3);
        let data = &body[7..body.len() - 1];
        let sound = end[2] == ETX && end[..2] == sum(body) && data.iter().all(|byte| (b' '..=0x7f).contains(byte));
        match (sound, std::str::from_utf8(data)) {
            (true, Ok(data)) => Found::Frame(
                Self {
                    address: u32::try_from(address).unwrap_or_default(),
                    protocol: body[6],
                    data: data.to_owned(),
                    id: body[body.len() - 1],
                },
                frame.len(),
            ),
            _ => noise(),
        }
    }
}

/// Two digits of the XOR.
fn sum(bytes: &[u8]) -> [u8; 2] {
    let sum = bytes.iter().fold(0, |sum, byte| sum ^ byte);
    let digit = |value: u8| b"0123456789ABCDEF"[usize::from(value & 15)];
    [digit(sum >> 4), digit(sum)]
}

/// The id of the answer to a request: only its place among ten comes back (R4).
pub(crate) fn residue(id: u8) -> u8 {
    b'0' + id % 10
}
