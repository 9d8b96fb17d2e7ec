//! The misbehaviours of the simulated device, by the words of a fault script. Each holds for one command.

/// A misbehaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// `refuse:NN`: that error, and nothing is done.
    Refuse(u32),
    /// `refuse_done:NN`: it is done, and that error is answered.
    RefuseDone(u32),
    /// The frame is not understood: NAK, and nothing is done.
    Nak,
    /// It is done, and answered by NAK.
    NakDone,
    /// The result comes without the acknowledgement.
    NoAck,
    /// The result comes without a frame.
    Unframed,
    /// An older result comes first.
    Stale,
    /// Counts one cent more than it was told.
    OtherTotal,
    /// Does nothing and says nothing: what is open stays open.
    LeftOpen,
}

impl Fault {
    /// The misbehaviour of that name; what is not known is a refusal of its own.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "paper_end" => Self::Refuse(16),
            "cover_open" => Self::Refuse(64),
            "busy" => Self::Refuse(213),
            "nak" => Self::Nak,
            "nak_done" => Self::NakDone,
            "no_ack" => Self::NoAck,
            "unframed" => Self::Unframed,
            "stale" => Self::Stale,
            "other_total" => Self::OtherTotal,
            "left_open" => Self::LeftOpen,
            _ => match name.split_once(':') {
                Some(("refuse_done", number)) => Self::RefuseDone(number.parse().unwrap_or(1)),
                Some(("refuse", number)) => Self::Refuse(number.parse().unwrap_or(1)),
                _ => Self::Refuse(1),
            },
        }
    }
}
