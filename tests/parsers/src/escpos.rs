//! What printers for slips say: bytes told apart by their bits.

#[path = "../../../drivers/escpos/src/status.rs"]
#[allow(dead_code)] // The driver uses all of it.
mod status;

use crate::Codec;
use status::{Ear, Heard, Survey};

pub(crate) const CODEC: Codec = Codec {
    driver: "escpos",
    write: || vec![0x10, 0x04, 0x01],
    samples: &[b"\x12", b"\x16\x12\x12\x12", b"\x10\x00\x0c\x0f\x12", b"\x1e\x72\x00\x03"],
    read: |bytes| {
        let (mut ear, mut survey, mut sound) = (Ear::default(), Survey::default(), 0);
        for (n, byte) in (0..=u8::MAX).cycle().zip(bytes) {
            match ear.hear(*byte) {
                Some(Heard::RealTime(byte)) => survey.answered(n, byte),
                Some(Heard::InLine(byte)) => drop(std::hint::black_box(Some(status::without_paper(byte)))),
                None => continue,
            }
            sound += 1;
        }
        std::hint::black_box((survey.errs(), survey.fault(), survey.status()));
        sound
    },
};
