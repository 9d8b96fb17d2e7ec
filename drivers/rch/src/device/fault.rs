//! The misbehaviours of the simulated device, by the words of a fault script. Each holds for one request; of a document
//! it holds for the command that closes it.

/// A misbehaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// `refuse:NN`: an error with that number.
    Refuse(u32),
    /// No paper.
    PaperEnd,
    /// The cover is open.
    CoverOpen,
    /// It cannot now.
    Busy,
    /// Does not accept the frame.
    Nak,
    /// Answers without accepting first.
    NoAck,
    /// An answer to something else comes first.
    Stale,
    /// Counts one cent more than it was told.
    OtherTotal,
    /// The closing command is lost: the document stays open.
    LeftOpen,
    /// The journal's lines in one element each (HTTP).
    LineByLine,
    /// The journal is told without the number of the document.
    NoNumber,
}

impl Fault {
    /// The misbehaviour of that name.
    ///
    /// # Errors
    /// A sentence that names what is unknown.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        if let Some(number) = name.strip_prefix("refuse:") {
            let number = number.parse().ok().filter(|number| (1..=9999).contains(number));
            return number.map(Self::Refuse).ok_or_else(|| format!("\"{name}\" names no error from 1 to 9999"));
        }
        Ok(match name {
            "paper_end" => Self::PaperEnd,
            "cover_open" => Self::CoverOpen,
            "busy" => Self::Busy,
            "nak" => Self::Nak,
            "no_ack" => Self::NoAck,
            "stale" => Self::Stale,
            "other_total" => Self::OtherTotal,
            "left_open" => Self::LeftOpen,
            "line_by_line" => Self::LineByLine,
            "no_number" => Self::NoNumber,
            _ => return Err(format!("this device knows no fault \"{name}\"")),
        })
    }
}
