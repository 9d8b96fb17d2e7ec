//! The frames of RCH's wire. Its web face is the SDK's XML, which the others try.

#[path = "../../../drivers/rch/src/frame.rs"]
#[allow(dead_code)] // The driver uses all of it.
mod frame;

use crate::Codec;
use frame::{Found, Frame};

pub(crate) const CODEC: Codec = Codec {
    driver: "rch",
    write: || Frame::new(1, "=R1/$450/*2/(PIZZA)", b'7').bytes(),
    samples: &[
        b"\x0201002N=K138\x03",
        b"\x0201005N<</?s72C\x03",
        b"\x0201000N14C\x03",
        b"\x0201004NERR423A\x03",
        b"\x06",
        b"\x15",
    ],
    read: |bytes| {
        let (mut rest, mut sound) = (bytes, 0);
        while !rest.is_empty() {
            let length = match Frame::find(rest) {
                Found::Frame(_, length) => {
                    sound += 1;
                    length
                }
                Found::Part => break,
                Found::Noise(length) => {
                    sound += usize::from([frame::ACK, frame::NAK].contains(&rest[0]));
                    length
                }
            };
            assert!((1..=rest.len()).contains(&length), "{length} of {} bytes", rest.len());
            rest = &rest[length..];
        }
        sound
    },
};
