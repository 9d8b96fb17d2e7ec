//! What a bad line does to the answer of one request, byte by byte. The kit's wire and the simulator use the same.

/// What happens to the bytes of an answer; places are counted from 0, over everything the device says until the
/// next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoil {
    /// So many bytes arrive, then the line breaks.
    CutAfter(u64),
    /// So many bytes arrive, then nothing more; the line stays.
    SilentAfter(u64),
    /// One byte arrives changed.
    Flip {
        /// Its place.
        at: u64,
        /// The bits that are turned over.
        mask: u8,
    },
    /// Every piece arrives twice.
    Twice,
}

/// The bad line, with what has passed it.
#[derive(Debug, Clone)]
pub struct Spoiler {
    spoil: Spoil,
    passed: u64,
}

/// What arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoilt {
    /// These bytes.
    pub bytes: Vec<u8>,
    /// And then the line is broken.
    pub broken: bool,
}

impl Spoiler {
    /// A bad line that nothing has passed.
    #[must_use]
    pub fn new(spoil: Spoil) -> Self {
        Self { spoil, passed: 0 }
    }

    /// What arrives of these bytes.
    pub fn pass(&mut self, mut bytes: Vec<u8>) -> Spoilt {
        let place = |at: u64| usize::try_from(at.saturating_sub(self.passed)).unwrap_or(usize::MAX);
        let mut broken = false;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        match self.spoil {
            Spoil::CutAfter(most) => {
                broken = self.passed.saturating_add(length) >= most;
                bytes.truncate(place(most));
            }
            Spoil::SilentAfter(most) => bytes.truncate(place(most)),
            Spoil::Flip { at, mask } if at >= self.passed => {
                if let Some(byte) = bytes.get_mut(place(at)) {
                    *byte ^= mask;
                }
            }
            Spoil::Flip { .. } => {}
            Spoil::Twice => bytes.extend_from_within(..),
        }
        self.passed = self.passed.saturating_add(length);
        Spoilt { bytes, broken }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_counts_over_all_pieces_of_an_answer() {
        for (spoil, arrives) in [
            (Spoil::CutAfter(0), "|"),
            (Spoil::CutAfter(1), "a|"),
            (Spoil::CutAfter(3), "a bc|"),
            (Spoil::CutAfter(9), "a bcd ef"),
            (Spoil::SilentAfter(0), "  "),
            (Spoil::SilentAfter(2), "a b "),
            (Spoil::Flip { at: 0, mask: 2 }, "c bcd ef"),
            (Spoil::Flip { at: 3, mask: 1 }, "a bce ef"),
            (Spoil::Flip { at: 9, mask: 1 }, "a bcd ef"),
            (Spoil::Twice, "aa bcdbcd efef"),
        ] {
            let mut spoiler = Spoiler::new(spoil);
            let mut found = Vec::new();
            let mut end = "";
            for piece in ["a", "bcd", "ef"] {
                let spoilt = spoiler.pass(piece.as_bytes().to_vec());
                found.push(String::from_utf8(spoilt.bytes).expect("letters"));
                if spoilt.broken {
                    end = "|";
                    break;
                }
            }
            assert_eq!(found.join(" ") + end, arrives, "{spoil:?}");
        }
    }
}
