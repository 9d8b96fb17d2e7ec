//! What a printer says: bytes of three kinds on one line, told apart by their fixed bits, and what they mean.

use fiscus_sdk::{Fault, Reason, driver::Paper, driver::Status};

/// A byte that says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    /// The answer to a question in real time: bits 1 and 4 are set, bits 0 and 7 are not.
    RealTime(u8),
    /// The answer to a question in line: bits 4 and 7 are not set.
    InLine(u8),
}

/// Tells the bytes apart.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ear {
    /// Bytes that still belong to a report nobody asked for.
    unasked: u8,
}

impl Ear {
    /// What a byte says; none: it belongs to a report nobody asked for, or is noise.
    pub(crate) fn hear(&mut self, byte: u8) -> Option<Heard> {
        if self.unasked > 0 {
            self.unasked -= 1;
            return None;
        }
        match byte & 0x93 {
            0x12 => Some(Heard::RealTime(byte)),
            // The first of four bytes that tell a change by themselves.
            0x10 => {
                self.unasked = 3;
                None
            }
            _ if byte & 0x90 == 0 => Some(Heard::InLine(byte)),
            _ => None,
        }
    }
}

/// The answers to the questions in real time, as far as they came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    answers: [Option<u8>; 4],
}

impl Survey {
    /// Question `n` was answered.
    pub(crate) fn answered(&mut self, n: u8, byte: u8) {
        if let Some(place) = self.answers.get_mut(usize::from(n).wrapping_sub(1)) {
            *place = Some(byte);
        }
    }

    fn is(&self, n: usize, bits: u8) -> bool {
        self.answers[n - 1].is_some_and(|byte| byte & bits != 0)
    }

    /// Whether the answers so far say that there is an error to ask for.
    pub(crate) fn errs(&self) -> bool {
        self.is(2, 0x40)
    }

    fn vendor(&self) -> String {
        let told = (1..).zip(self.answers).filter_map(|(n, byte)| byte.map(|byte| format!("{n}:{byte:02X}")));
        told.collect::<Vec<_>>().join(" ")
    }

    /// Why nothing can be printed now, if so.
    pub(crate) fn fault(&self) -> Option<Fault> {
        let (reason, what) = if self.is(2, 0x20) || self.is(4, 0x60) {
            (Reason::PaperEnd, "out of paper")
        } else if self.is(2, 0x04) {
            (Reason::CoverOpen, "the cover is open")
        } else if self.is(3, 0x08) {
            (Reason::PrinterError, "the cutter is stuck")
        } else if self.is(3, 0x20) {
            (Reason::PrinterError, "an error that needs a technician")
        } else if self.is(3, 0x40) || self.is(2, 0x40) {
            (Reason::PrinterError, "an error")
        } else if self.is(2, 0x08) {
            (Reason::PrinterBusy, "somebody presses the feed key")
        } else if self.is(1, 0x08) {
            (Reason::PrinterOffline, "it says that it is offline")
        } else {
            return None;
        };
        Some(Fault::new(reason, what).vendor(self.vendor()))
    }

    /// How the printer is.
    pub(crate) fn status(&self) -> Status {
        let fault = self.fault();
        Status {
            online: fault.is_none(),
            paper: if self.is(2, 0x20) || self.is(4, 0x60) {
                Paper::End
            } else if self.is(4, 0x0c) {
                Paper::Low
            } else {
                Paper::Ok
            },
            cover_open: self.is(2, 0x04),
            vendor: Some(self.vendor()),
            notes: fault.map(|fault| fault.detail).into_iter().collect(),
            ..Status::default()
        }
    }
}

/// Whether the answer in line says that there was no paper any more.
pub(crate) fn without_paper(byte: u8) -> bool {
    byte & 0x0c != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_apart_by_their_fixed_bits() {
        use Heard::{InLine, RealTime};
        for (bytes, heard) in [
            (&[0x12, 0x1a, 0x32, 0x72][..], &[RealTime(0x12), RealTime(0x1a), RealTime(0x32), RealTime(0x72)][..]),
            (&[0x00, 0x03, 0x0c, 0x0f], &[InLine(0), InLine(3), InLine(0x0c), InLine(0x0f)]),
            // A report of four bytes, of which the later ones look like answers.
            (&[0x10, 0x00, 0x0c, 0x0f, 0x12], &[RealTime(0x12)]),
            (&[0x14, 0x00, 0x00, 0x00, 0x00], &[InLine(0)]),
            (&[0x11, 0x13, 0x80, 0xff, 0x92], &[]),
        ] {
            let mut ear = Ear::default();
            let found: Vec<Heard> = bytes.iter().filter_map(|byte| ear.hear(*byte)).collect();
            assert_eq!(found, heard, "{bytes:02x?}");
        }
    }

    /// Every answer of the protocol notes, and each bit of the others.
    #[test]
    fn answers_in_real_time_have_a_meaning() {
        for (answers, reason, paper) in [
            (&[(1, 0x12), (2, 0x12), (4, 0x12)][..], None, Paper::Ok),
            (&[(1, 0x16), (2, 0x12), (4, 0x12)], None, Paper::Ok),
            (&[(1, 0x12), (2, 0x12), (4, 0x1e)], None, Paper::Low),
            (&[(1, 0x1a), (2, 0x32), (4, 0x72)], Some(Reason::PaperEnd), Paper::End),
            (&[(1, 0x12), (2, 0x12), (4, 0x7e)], Some(Reason::PaperEnd), Paper::End),
            (&[(1, 0x1a), (2, 0x16), (4, 0x12)], Some(Reason::CoverOpen), Paper::Ok),
            (&[(1, 0x1a), (2, 0x1a), (4, 0x12)], Some(Reason::PrinterBusy), Paper::Ok),
            (&[(1, 0x1a), (2, 0x52), (3, 0x1a), (4, 0x12)], Some(Reason::PrinterError), Paper::Ok),
            (&[(1, 0x1a), (2, 0x52), (3, 0x32), (4, 0x12)], Some(Reason::PrinterError), Paper::Ok),
            (&[(1, 0x1a), (2, 0x52), (3, 0x52), (4, 0x12)], Some(Reason::PrinterError), Paper::Ok),
            (&[(1, 0x1a), (2, 0x12), (4, 0x12)], Some(Reason::PrinterOffline), Paper::Ok),
        ] {
            let mut survey = Survey::default();
            for (n, byte) in answers {
                survey.answered(*n, *byte);
            }
            assert_eq!(survey.fault().map(|fault| fault.reason), reason, "{answers:02x?}");
            assert_eq!((survey.status().paper, survey.status().online), (paper, reason.is_none()), "{answers:02x?}");
        }
        let mut survey = Survey::default();
        survey.answered(2, 0x52);
        survey.answered(3, 0x1a);
        assert_eq!(survey.fault().and_then(|fault| fault.vendor_code), Some("2:52 3:1A".to_owned()));
        survey.answered(0, 1);
        survey.answered(9, 1);
    }
}
