//! A line of either side: the number of a request, words, and a sum.

/// Longer than any line.
pub(crate) const LONGEST: usize = 64 << 10;

/// A line as it goes over the wire. The words have printable ASCII characters only.
pub(crate) fn written(number: u16, words: &str) -> Vec<u8> {
    let text = format!("{number:04} {words}");
    format!("{text}*{:02x}\n", sum(text.as_bytes())).into_bytes()
}

/// What stands first in these bytes, and how many it takes; none: more must come first. A line that is not sound has
/// no words.
pub(crate) fn first(bytes: &[u8]) -> Option<(Option<(u16, String)>, usize)> {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => Some((read(&bytes[..end]), end + 1)),
        None if bytes.len() > LONGEST => Some((None, bytes.len())),
        None => None,
    }
}

fn read(line: &[u8]) -> Option<(u16, String)> {
    let text = std::str::from_utf8(line).ok()?;
    let (text, check) = text.rsplit_once('*')?;
    let (number, words) = text.split_once(' ')?;
    let printable = words.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let four = number.len() == 4 && number.bytes().all(|digit| digit.is_ascii_digit());
    let sound = four && printable && check == format!("{:02x}", sum(text.as_bytes()));
    Some((number.parse().ok().filter(|_| sound)?, words.to_owned()))
}

fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum: u8, byte| sum.wrapping_add(*byte))
}
