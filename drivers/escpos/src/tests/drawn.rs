//! The paper as a picture: what stands on it can be read back, dot by dot.

use super::*;
use fiscus_sdk::{Style, slip::Symbology};
use png::{BitDepth, ColorType, Decoder};

/// The picture as rows of `#` and blanks.
fn picture(desk: &mut Desk) -> Vec<Vec<bool>> {
    let file = desk.device.picture().expect("a picture");
    let mut reader = Decoder::new(std::io::Cursor::new(file.0)).read_info().expect("a PNG file");
    let mut bits = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut bits).expect("an image");
    assert_eq!((info.width, info.color_type, info.bit_depth), (576, ColorType::Grayscale, BitDepth::One));
    bits.chunks(72).map(|row| (0..576).map(|x| row[x / 8] << (x % 8) & 0x80 == 0).collect()).collect()
}

fn drawn(lines: Vec<SlipLine>) -> Vec<Vec<bool>> {
    let mut desk = desk(&json!({}));
    desk.printed(slip(lines));
    picture(&mut desk)
}

fn black(rows: &[Vec<bool>]) -> usize {
    rows.iter().flatten().filter(|dot| **dot).count()
}

#[test]
fn an_unused_printer_has_an_empty_picture() {
    let mut desk = desk(&json!({}));
    assert_eq!(black(&picture(&mut desk)), 0);
}

#[test]
fn bold_is_darker_and_double_size_larger() {
    let of = |style| drawn(vec![SlipLine::Text { text: "HELLO".to_owned(), style }]);
    let [normal, bold, wide, tall] = [Style::Normal, Style::Bold, Style::Wide, Style::Tall].map(of);
    assert!(black(&bold) > black(&normal));
    assert!(tall.len() == normal.len() + 24 && wide.len() == normal.len());
    let right = |rows: &[Vec<bool>]| rows[..30].iter().filter_map(|row| row.iter().rposition(|dot| *dot)).max();
    let (normal, wide) = (right(&normal).expect("dots"), right(&wide).expect("dots"));
    assert!(normal < 32 + 5 * 12 && wide > 32 + 9 * 12, "{normal} {wide}");
}

#[test]
fn columns_reach_both_edges_and_letters_beyond_ascii_are_drawn() {
    let rows = drawn(vec![SlipLine::columns("è", "€ õ")]);
    let columns = |from: usize, to: usize| rows[..30].iter().flat_map(|row| &row[from..to]).any(|dot| *dot);
    assert!(columns(32, 44) && !columns(44, 32 + 39 * 12) && columns(32 + 41 * 12, 32 + 42 * 12));
}

/// The modules of the code are those of its data: read back from the picture.
#[test]
fn a_qr_code_is_its_modules() {
    let rows = drawn(vec![SlipLine::Qr { data: "FISCUS:0012".to_owned() }]);
    let segment = [qrcodegen::QrSegment::make_bytes(b"FISCUS:0012")];
    let code = qrcodegen::QrCode::encode_segments(&segment, qrcodegen::QrCodeEcc::Medium).expect("a code");
    let side = usize::try_from(code.size()).expect("a size");
    let left = 32 + (512 - side * 4) / 2;
    for (y, x) in (0..side).flat_map(|y| (0..side).map(move |x| (y, x))) {
        let module = code.get_module(i32::try_from(x).expect("small"), i32::try_from(y).expect("small"));
        for (dy, dx) in [(0, 0), (3, 3), (1, 2)] {
            assert_eq!(rows[y * 4 + dy][left + x * 4 + dx], module, "{x} {y}");
        }
    }
}

#[test]
fn bars_are_two_dots_a_module_and_the_number_stands_below() {
    let rows = drawn(vec![SlipLine::Barcode { data: "96385074".to_owned(), symbology: Symbology::Ean8 }]);
    let left = 32 + (512 - 134) / 2;
    let module = |at: usize| rows[40][left + at * 2] && rows[40][left + at * 2 + 1];
    let read: String = (0..67).map(|at| if module(at) { '1' } else { '0' }).collect();
    assert!(read.starts_with("101") && read.ends_with("101") && &read[31..36] == "01010", "{read}");
    assert!(rows[..80].iter().all(|row| row == &rows[0]), "bars are straight");
    assert!(black(&rows[84..110]) > 100, "the number");
}

#[test]
fn the_cut_goes_through_or_leaves_a_bridge() {
    let longest = |cut: &str| {
        let mut desk = desk(&json!({ "cut": cut }));
        desk.printed(slip(Vec::new()));
        let rows = picture(&mut desk);
        let dashes = rows.iter().map(|row| row.iter().filter(|dot| **dot).count()).max();
        dashes.expect("rows")
    };
    let [partial, full, none] = ["partial", "full", "none"].map(longest);
    assert!(none == 0 && partial > 200 && full > partial, "{none} {partial} {full}");
}

#[test]
fn a_logo_is_drawn_dot_by_dot() {
    let mut desk = desk(&json!({ "logo": { "image": "P1 8 2 10000001 01111110" } }));
    desk.printed(slip(Vec::new()));
    let rows = picture(&mut desk);
    let left = 32 + (512 - 8) / 2;
    let row = |y: usize| (0..8).map(|x| if rows[y][left + x] { '1' } else { '0' }).collect::<String>();
    assert_eq!((row(0).as_str(), row(1).as_str()), ("10000001", "01111110"));
    assert!(slips(&desk)[0][0].contains("[image]"));
}
