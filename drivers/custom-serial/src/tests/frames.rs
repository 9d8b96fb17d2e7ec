//! Frame vectors in both directions, and what a line may bring.

use super::*;
use crate::frame::{Frame, Piece, first};
use fiscus_sdk::{driver::Bytes, kit::Dice};

/// Every exchange of the protocol note: the count, the text, and its bytes.
const VECTORS: &[(u8, &str, &str)] = &[
    (
        0,
        "3301100000200000105PIZZA00000045000",
        "02 30 30 30 33 33 30 31 31 30 30 30 30 30 32 30 30 30 30 30 31 30 35 50 49 5A 5A 41 30 30 30 30 30 30 34 35 30 30 30 30 37 03",
    ),
    (0, "3301", "02 30 30 30 33 33 30 31 34 33 03"),
    (
        1,
        "3007010008CONTANTI000000900",
        "02 30 31 30 33 30 30 37 30 31 30 30 30 38 43 4F 4E 54 41 4E 54 49 30 30 30 30 30 30 39 30 30 39 33 03",
    ),
    (1, "3007-000000000", "02 30 31 30 33 30 30 37 2D 30 30 30 30 30 30 30 30 30 32 34 03"),
    (2, "3011", "02 30 32 30 33 30 31 31 34 33 03"),
    (3, "3013", "02 30 33 30 33 30 31 33 34 36 03"),
    (5, "1017", "02 30 35 30 31 30 31 37 35 30 03"),
    (
        5,
        "10171501261032001200000090010",
        "02 30 35 30 31 30 31 37 31 35 30 31 32 36 31 30 33 32 30 30 31 32 30 30 30 30 30 30 39 30 30 31 30 38 34 03",
    ),
    (0, "ERR21", "02 30 30 30 45 52 52 32 31 37 36 03"),
    (6, "7106D000005000", "02 30 36 30 37 31 30 36 44 30 30 30 30 30 35 30 30 30 36 31 03"),
];

fn bytes(text: &str) -> Vec<u8> {
    text.parse::<Bytes>().expect("a vector").0
}

#[test]
fn every_frame_of_the_protocol_is_written_and_read() {
    for (count, text, vector) in VECTORS {
        let vector = bytes(vector);
        let Some((Piece::Frame(frame), length)) = first(&vector) else { panic!("{text}: no frame") };
        assert_eq!((frame.count, length), (*count, vector.len()));
        assert_eq!(frame.text, *text);
        assert_eq!(frame.bytes(), vector);
    }
}

#[test]
fn a_line_is_cut_into_pieces() {
    let frame = bytes(VECTORS[1].2);
    let mut wrong = frame.clone();
    wrong[5] ^= 1;
    for (name, line, piece, length) in [
        ("an acknowledgement", vec![6, 6], Some(Piece::Ack), 1),
        ("a refusal", vec![0x15], Some(Piece::Nak), 1),
        ("half a frame", frame[..9].to_vec(), None, 0),
        (
            "a frame and more",
            [&frame[..], b"x"].concat(),
            Some(Piece::Frame(Frame { count: 0, text: "3301".to_owned() })),
            11,
        ),
        ("a wrong sum", wrong, Some(Piece::Garbled), 11),
        ("a frame cut by the next", [&frame[..4], &frame[..]].concat(), Some(Piece::Garbled), 4),
        ("nothing between", vec![2, 3], Some(Piece::Garbled), 2),
        ("a frame without end", [vec![2], vec![b'0'; 600]].concat(), Some(Piece::Garbled), 601),
        ("noise before it", [&b"\xff?"[..], &frame].concat(), Some(Piece::Loose(b"\xff?".to_vec())), 2),
    ] {
        assert_eq!(first(&line), piece.map(|piece| (piece, length)), "{name}");
    }
}

/// F6: each bit of a frame, turned over once, is seen through.
#[test]
fn no_frame_with_one_bit_turned_over_is_taken_for_it() {
    for (count, text, vector) in VECTORS {
        let sound = bytes(vector);
        for bit in 0..sound.len() * 8 {
            let mut spoilt = sound.clone();
            spoilt[bit / 8] ^= 1 << (bit % 8);
            if let Some((Piece::Frame(frame), _)) = first(&spoilt) {
                panic!("{count} {text}: bit {bit} makes {frame:?}");
            }
        }
    }
}

/// A bounded run of what a fuzzer does: whatever comes, every byte is taken in the end and nothing panics.
#[test]
fn any_bytes_are_cut_into_pieces() {
    let mut dice = Dice::new(20_261_122);
    let letters = [2, 3, 6, 0x15, b'0', b'1', b'3', b'9', b'E', b'R', 0xff, 0];
    for _ in 0..20_000 {
        let length = dice.roll(40);
        let mut line: Vec<u8> = (0..length).map(|_| *dice.pick(&letters)).collect();
        while let Some((_, taken)) = first(&line) {
            assert!(taken > 0 && taken <= line.len(), "{line:?}");
            line.drain(..taken);
        }
        assert!(line.is_empty() || line[0] == 2, "{line:?}");
    }
}

/// The recorded exchange of the protocol note, byte by byte: what is written after each answer.
#[test]
fn the_recorded_receipt_replays() {
    let mut desk = Desk::new();
    desk.last(Job::Last);
    let printed = desk.printed(print(pizzas()));
    assert_eq!((printed.z, printed.number, printed.total), (Some(1), Some(1), Some(amount("9.00"))));
    assert_eq!(printed.serial.as_deref(), Some("STMTE770207"));
    let texts = desk.texts();
    assert_eq!(texts[..3], ["1016", "3301100000200000105PIZZA00000045000", "3007010008CONTANTI000000900"]);
    assert_eq!(texts[3..], ["3011", "1012", "1104", "1003", "1017", "1012", "3013"]);
    // After each frame one acknowledgement of ours, and none after a result (S3).
    assert_eq!(desk.written.len(), 2 * texts.len());
    assert!(desk.written.iter().skip(1).step_by(2).all(|written| written.0 == [6]));
}
