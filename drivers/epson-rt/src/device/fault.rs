//! The misbehaviours of the simulated device, by the words of a fault script. Each holds for one request.

/// A misbehaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// `refuse:NN`: PRINTER ERROR with that number, and nothing is printed.
    Refuse(u32),
    /// `refuse_done:NN`: PRINTER ERROR with that number, after printing.
    RefuseDone(u32),
    /// The paper ends right behind it.
    PaperEndPrinted,
    /// Does it, and says that the firmware did not answer.
    NoAnswerPrinted,
    /// Does nothing, and says that the firmware did not answer.
    NoAnswerUnprinted,
    /// No paper.
    PaperEnd,
    /// The cover is open.
    CoverOpen,
    /// It cannot now.
    Busy,
    /// The paper is nearly out.
    LowPaper,
    /// Answers without serial and ISO time, as old firmware does.
    OldFirmware,
    /// Writes days and months without leading zeros.
    UnpaddedDate,
    /// Writes `success="1"`.
    SuccessOne,
    /// Answers without any facts.
    NoBodyInfo,
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
        if let Some((word @ ("refuse" | "refuse_done"), number)) = name.split_once(':') {
            return number
                .parse()
                .map(if word == "refuse" { Self::Refuse } else { Self::RefuseDone })
                .map_err(|_| format!("\"{number}\" is no number of a PRINTER ERROR"));
        }
        Ok(match name {
            "no_answer_printed" => Self::NoAnswerPrinted,
            "no_answer_unprinted" => Self::NoAnswerUnprinted,
            "paper_end_printed" => Self::PaperEndPrinted,
            "paper_end" => Self::PaperEnd,
            "cover_open" => Self::CoverOpen,
            "busy" => Self::Busy,
            "low_paper" => Self::LowPaper,
            "old_firmware" => Self::OldFirmware,
            "unpadded_date" => Self::UnpaddedDate,
            "success_one" => Self::SuccessOne,
            "no_body_info" => Self::NoBodyInfo,
            "other_total" => Self::OtherTotal,
            "left_open" => Self::LeftOpen,
            _ => return Err(format!("this device knows no fault \"{name}\"")),
        })
    }
}
