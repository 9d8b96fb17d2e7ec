//! The commands a printer knows, found in a stream of bytes. What is none of them is one byte that prints nothing.

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    Letter(u8),
    LineFeed,
    Reset,
    Page(u8),
    Bold(bool),
    Underline(bool),
    Align(u8),
    /// Times as wide, times as high.
    Size(u8, u8),
    FeedLines(u8),
    FeedDots(u8),
    /// Full or partial, after a feed of so many dots.
    Cut {
        full: bool,
        feed: u8,
    },
    Kick,
    BarHeight(u8),
    BarWidth(u8),
    BarText(u8),
    Bars {
        kind: u8,
        data: Vec<u8>,
    },
    QrSize(u8),
    QrLevel(u8),
    QrStore(Vec<u8>),
    QrPrint,
    Image {
        stride: usize,
        bits: Vec<u8>,
    },
    KeptImage(u8),
    /// A question in line.
    Ask(u8),
    /// A question in real time.
    AskNow(u8),
    /// Opens the drawer in real time.
    KickNow,
    /// Known, and nothing that shows.
    Other,
}

/// The first command of these bytes and its length; none: more bytes must come first.
pub(super) fn first(bytes: &[u8]) -> Option<(Command, usize)> {
    use Command::*;
    let at = |place: usize| bytes.get(place).copied();
    let both = |low: usize| Some(usize::from(u16::from_le_bytes([at(low)?, at(low + 1)?])));
    let one = |command: fn(u8) -> Command, place: usize| Some((command(at(place)?), place + 1));
    match (at(0)?, if matches!(at(0)?, 0x10 | 0x1b | 0x1c | 0x1d) { at(1)? } else { 0 }) {
        (0x0a, _) => Some((LineFeed, 1)),
        (letter @ 0x20.., _) => Some((Letter(letter), 1)),
        (0x10, 0x04) => one(AskNow, 2),
        (0x10, 0x14) => at(4).map(|_| (if at(2) == Some(1) { KickNow } else { Other }, 5)),
        (0x1b, 0x40) => Some((Reset, 2)),
        (0x1b, 0x74) => one(Page, 2),
        (0x1b, 0x45) => one(|n| Bold(n & 1 == 1), 2),
        (0x1b, 0x2d) => one(|n| Underline(n & 3 != 0), 2),
        (0x1b, 0x61) => one(|n| Align(n & 3), 2),
        (0x1b, 0x21) => one(|n| Size(1 + (n >> 5 & 1), 1 + (n >> 4 & 1)), 2),
        (0x1d, 0x21) => one(|n| Size(1 + (n >> 4 & 7), 1 + (n & 7)), 2),
        (0x1b, 0x64) => one(FeedLines, 2),
        (0x1b, 0x4a) => one(FeedDots, 2),
        (0x1b, 0x4d) | (0x1d, 0x61) => one(|_| Other, 2),
        (0x1b, 0x70) => at(4).map(|_| (Kick, 5)),
        (0x1d, 0x56) => match at(2)? {
            kind @ (0 | 1 | 48 | 49) => Some((Cut { full: kind & 1 == 0, feed: 0 }, 3)),
            kind @ (0x41 | 0x42) => Some((Cut { full: kind == 0x41, feed: at(3)? }, 4)),
            _ => Some((Other, 3)),
        },
        (0x1d, 0x68) => one(BarHeight, 2),
        (0x1d, 0x77) => one(BarWidth, 2),
        (0x1d, 0x48) => one(|n| BarText(n & 3), 2),
        (0x1d, 0x6b) => match at(2)? {
            kind @ 65..=73 => {
                let length = usize::from(at(3)?);
                Some((Bars { kind, data: bytes.get(4..4 + length)?.to_vec() }, 4 + length))
            }
            // The older form ends with a zero.
            kind @ 0..=6 => {
                let length = bytes[3..].iter().position(|byte| *byte == 0)?;
                Some((Bars { kind: kind + 65, data: bytes[3..3 + length].to_vec() }, 4 + length))
            }
            _ => Some((Other, 3)),
        },
        (0x1d, 0x28) => {
            at(2)?;
            let length = both(3)?;
            let data = bytes.get(5..5 + length)?;
            let command = match (at(2)?, data) {
                (0x6b, [0x31, 0x43, n]) => QrSize(*n),
                (0x6b, [0x31, 0x45, n]) => QrLevel(*n),
                (0x6b, [0x31, 0x50, 0x30, data @ ..]) => QrStore(data.to_vec()),
                (0x6b, [0x31, 0x51, 0x30]) => QrPrint,
                _ => Other,
            };
            Some((command, 5 + length))
        }
        (0x1d, 0x76) => {
            let (stride, rows) = (both(4)?, both(6)?);
            let length = stride * rows;
            Some((Image { stride, bits: bytes.get(8..8 + length)?.to_vec() }, 8 + length))
        }
        (0x1c, 0x70) => at(3).and_then(|_| Some((KeptImage(at(2)?), 4))),
        (0x1d, 0x72) => one(Ask, 2),
        _ => Some((Other, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscus_sdk::kit::Dice;

    #[test]
    fn a_command_is_whole_or_waits() {
        let whole: &[&[u8]] = &[
            &[0x0a],
            &[0x10, 4, 1],
            &[0x10, 0x14, 1, 0, 2],
            &[0x1b, 0x40],
            &[0x1b, 0x70, 0, 0x19, 0xfa],
            &[0x1d, 0x56, 0x42, 0],
            &[0x1d, 0x6b, 67, 3, b'1', b'2', b'3'],
            &[0x1d, 0x6b, 2, b'1', b'2', 0],
            &[0x1d, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0],
            &[0x1d, 0x76, 0x30, 0, 2, 0, 1, 0, 0xff, 0xff],
            &[0x1c, 0x70, 1, 0],
            &[0x1d, 0x72, 1],
        ];
        for command in whole {
            for length in 0..command.len() {
                assert_eq!(first(&command[..length]), None, "{:02x?}", &command[..length]);
            }
            assert_eq!(first(command).map(|(_, length)| length), Some(command.len()), "{command:02x?}");
        }
    }

    /// Whatever comes, every byte is taken in the end.
    #[test]
    fn a_hundred_thousand_nonsenses_are_survived() {
        let mut dice = Dice::new(4);
        let byte = |dice: &mut Dice| u8::try_from(dice.roll(256)).unwrap_or_default();
        for _ in 0..100_000 {
            let mut bytes: Vec<u8> = (0..dice.roll(40)).map(|_| byte(&mut dice)).collect();
            if let Some(head) = bytes.first_mut() {
                *head = *dice.pick(&[0x10, 0x1b, 0x1c, 0x1d, 0x0a, 0x41]);
            }
            let mut at = 0;
            while let Some((_, length)) = first(&bytes[at..]) {
                assert!(length > 0 && at + length <= bytes.len());
                at += length;
            }
        }
    }
}
