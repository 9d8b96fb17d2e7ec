//! The misbehaviours of the simulated device, by the words of a fault script. Each holds for one request.

/// A misbehaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// `refuse:NN`: that number at the first element, and nothing is printed.
    Refuse(u32),
    /// `refuse_at_end:NN`: that number at the last element: what was begun stays open.
    RefuseAtEnd(u32),
    /// Prints, and says 76: busy with the document's copy.
    BusyPrinted,
    /// No paper.
    PaperEnd,
    /// The cover is open.
    CoverOpen,
    /// It cannot now.
    Busy,
    /// The paper is nearly out.
    LowPaper,
    /// Wants another user and password.
    Unauthorized,
    /// Writes `success="TRUE"`.
    Capitals,
    /// Answers without the numbers of the document.
    NoNumbers,
    /// Answers another number than the document has.
    WrongNumber,
    /// Answers without the mark.
    NoMark,
    /// Answers with the mark of another request.
    OtherMark,
    /// Answers a native command with its echo, as the manual prints it.
    Echo,
    /// Answers without `fpStatus`.
    NoState,
    /// Counts one cent more than it was told.
    OtherTotal,
    /// Prints the lines, then the connection dies and the document stays open.
    LeftOpen,
}

impl Fault {
    /// The misbehaviour of that name.
    ///
    /// # Errors
    /// A sentence that names what is unknown.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        if let Some((word, number)) = name.split_once(':') {
            let number = number.parse().map_err(|_| format!("\"{number}\" is no number of an error"))?;
            return match word {
                "refuse" => Ok(Self::Refuse(number)),
                "refuse_at_end" => Ok(Self::RefuseAtEnd(number)),
                _ => Err(format!("this device knows no fault \"{word}\"")),
            };
        }
        Ok(match name {
            "busy_printed" => Self::BusyPrinted,
            "paper_end" => Self::PaperEnd,
            "cover_open" => Self::CoverOpen,
            "busy" => Self::Busy,
            "low_paper" => Self::LowPaper,
            "unauthorized" => Self::Unauthorized,
            "capitals" => Self::Capitals,
            "no_numbers" => Self::NoNumbers,
            "wrong_number" => Self::WrongNumber,
            "no_mark" => Self::NoMark,
            "other_mark" => Self::OtherMark,
            "echo" => Self::Echo,
            "no_state" => Self::NoState,
            "other_total" => Self::OtherTotal,
            "left_open" => Self::LeftOpen,
            _ => return Err(format!("this device knows no fault \"{name}\"")),
        })
    }
}
