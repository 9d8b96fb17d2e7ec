//! The framed protocol of Custom: acknowledgements, frames, and what is between them.

#[path = "../../../drivers/custom-serial/src/frame.rs"]
#[allow(dead_code)] // The driver uses all of it.
mod frame;

use crate::Codec;
use frame::{Frame, Piece};

pub(crate) const CODEC: Codec = Codec {
    driver: "custom-serial",
    write: || Frame { count: 7, text: "3301100000200000105PIZZA00000045000".to_owned() }.bytes(),
    samples: &[
        b"\x020003301100000200000105PIZZA0000004500007\x03",
        b"\x020103007010008CONTANTI00000090093\x03",
        b"\x06\x020103007-00000000024\x03",
        b"\x06\x020501017150126103200120000009001084\x03",
        b"\x02000ERR2176\x03",
        b"\x06",
        b"\x15",
    ],
    read,
};

fn read(bytes: &[u8]) -> usize {
    let (mut rest, mut sound) = (bytes, 0);
    while let Some((piece, length)) = frame::first(rest) {
        assert!((1..=rest.len()).contains(&length), "{length} of {} bytes", rest.len());
        rest = &rest[length..];
        sound += usize::from(matches!(piece, Piece::Frame(_) | Piece::Ack | Piece::Nak));
    }
    sound
}
