//! Bar codes as bars: widths in dots, a bar first, then a gap, and so on.

/// A kind of elements that are one to four modules wide.
fn modules(pattern: &str, width: usize) -> Vec<usize> {
    pattern.bytes().map(|digit| usize::from(digit - b'0') * width).collect()
}

/// The left, odd patterns of the digits, as widths of gap, bar, gap, bar.
const DIGITS: [&str; 10] = ["3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112"];
/// Which of the left digits of an EAN-13 are even, by its first digit.
const PARITY: [&str; 10] =
    ["OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO"];

/// The bars of a code, where it is one: `kind` is the number of the protocol.
pub(super) fn bars(kind: u8, data: &[u8], width: u8) -> Option<Vec<usize>> {
    let width = usize::from(width.clamp(1, 6));
    match kind {
        65 => ean13(&[b"0", data].concat(), width),
        67 => ean13(data, width),
        68 => ean8(data, width),
        69 => code39(data, width),
        70 => itf(data, width),
        71 => codabar(data, width),
        73 => code128(data, width),
        _ => None,
    }
}

/// Digits with their check digit, which is added where it is missing.
fn checked(data: &[u8], count: usize) -> Option<Vec<usize>> {
    let mut digits: Vec<usize> =
        data.iter().map(|b| b.is_ascii_digit().then(|| usize::from(b - b'0'))).collect::<Option<_>>()?;
    if digits.len() == count - 1 {
        let sum: usize = digits.iter().rev().zip([3, 1].into_iter().cycle()).map(|(digit, by)| digit * by).sum();
        digits.push((10 - sum % 10) % 10);
    }
    (digits.len() == count).then_some(digits)
}

fn ean13(data: &[u8], width: usize) -> Option<Vec<usize>> {
    let digits = checked(data, 13)?;
    let mut pattern = "111".to_owned();
    for (digit, parity) in digits[1..7].iter().zip(PARITY[digits[0]].chars()) {
        let odd = DIGITS[*digit];
        pattern += &if parity == 'O' { odd.to_owned() } else { odd.chars().rev().collect::<String>() };
    }
    pattern += "11111";
    digits[7..].iter().for_each(|digit| pattern += DIGITS[*digit]);
    Some(modules(&(pattern + "111"), width))
}

fn ean8(data: &[u8], width: usize) -> Option<Vec<usize>> {
    let digits = checked(data, 8)?;
    let mut pattern = "111".to_owned();
    digits[..4].iter().for_each(|digit| pattern += DIGITS[*digit]);
    pattern += "11111";
    digits[4..].iter().for_each(|digit| pattern += DIGITS[*digit]);
    Some(modules(&(pattern + "111"), width))
}

/// Dots of a narrow and of a wide element.
fn elements(width: usize) -> (usize, usize) {
    (width, (width * 5).div_ceil(2))
}

fn wide(pattern: &str, width: usize) -> impl Iterator<Item = usize> {
    let (narrow, wide) = elements(width);
    pattern.chars().map(move |c| if c == 'w' { wide } else { narrow }).collect::<Vec<_>>().into_iter()
}

const CODE39: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*";
/// Nine elements of a letter of Code 39: a wide one is set, the first is the highest bit.
const CODE39_WIDE: [u16; 44] = [
    0x034, 0x121, 0x061, 0x160, 0x031, 0x130, 0x070, 0x025, 0x124, 0x064, 0x109, 0x049, 0x148, 0x019, 0x118, 0x058,
    0x00d, 0x10c, 0x04c, 0x01c, 0x103, 0x043, 0x142, 0x013, 0x112, 0x052, 0x007, 0x106, 0x046, 0x016, 0x181, 0x0c1,
    0x1c0, 0x091, 0x190, 0x0d0, 0x085, 0x184, 0x0c4, 0x0a8, 0x0a2, 0x08a, 0x02a, 0x094,
];

fn code39(data: &[u8], width: usize) -> Option<Vec<usize>> {
    let (narrow, wide) = elements(width);
    let mut bars = Vec::new();
    for letter in [b"*", data, b"*"].concat() {
        let pattern = CODE39_WIDE[CODE39.bytes().position(|known| known == letter)?];
        bars.extend((0..9).rev().map(|bit| if pattern >> bit & 1 == 1 { wide } else { narrow }));
        bars.push(narrow);
    }
    bars.pop();
    Some(bars)
}

/// Five elements of a digit of Interleaved 2 of 5.
const ITF: [&str; 10] = ["nnwwn", "wnnnw", "nwnnw", "wwnnn", "nnwnw", "wnwnn", "nwwnn", "nnnww", "wnnwn", "nwnwn"];

fn itf(data: &[u8], width: usize) -> Option<Vec<usize>> {
    if data.is_empty() || data.len() % 2 == 1 || !data.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut pattern = "nnnn".to_owned();
    for pair in data.chunks(2) {
        let [bars, gaps] = [pair[0], pair[1]].map(|digit| ITF[usize::from(digit - b'0')]);
        bars.chars().zip(gaps.chars()).for_each(|(bar, gap)| pattern.extend([bar, gap]));
    }
    Some(wide(&(pattern + "wnn"), width).collect())
}

const CODABAR: &str = "0123456789-$:/.+ABCD";
/// Seven elements of a letter of Codabar.
const CODABAR_WIDE: [u8; 20] = [
    0x03, 0x06, 0x09, 0x60, 0x12, 0x42, 0x21, 0x24, 0x30, 0x48, 0x0c, 0x18, 0x45, 0x51, 0x54, 0x15, 0x1a, 0x29, 0x0b,
    0x0e,
];

fn codabar(data: &[u8], width: usize) -> Option<Vec<usize>> {
    let (narrow, wide) = elements(width);
    let mut bars = Vec::new();
    for letter in data {
        let pattern = CODABAR_WIDE[CODABAR.bytes().position(|known| known == *letter)?];
        bars.extend((0..7).rev().map(|bit| if pattern >> bit & 1 == 1 { wide } else { narrow }));
        bars.push(narrow);
    }
    bars.pop();
    (!bars.is_empty()).then_some(bars)
}

/// Six elements of each value of Code 128, from 0.
const CODE128: &str = "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222\
123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321\
112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123311321\
331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211241211\
221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113\
114311411113411311113141114131311141411131211412211214211232";
/// Its end.
const STOP: &str = "2331112";

fn code128(data: &[u8], width: usize) -> Option<Vec<usize>> {
    // Only set B, as the bytes that name it say.
    let data = data.strip_prefix(b"{B")?;
    let mut values = vec![104_usize];
    let mut rest = data;
    while let [letter, more @ ..] = rest {
        rest = if *letter == b'{' { more.strip_prefix(b"{")? } else { more };
        values.push(usize::from(letter.checked_sub(b' ').filter(|value| *value < 95)?));
    }
    let sum: usize = values.iter().enumerate().map(|(place, value)| place.max(1) * value).sum();
    values.push(sum % 103);
    let mut pattern: String = values.iter().filter_map(|value| CODE128.get(value * 6..value * 6 + 6)).collect();
    pattern += STOP;
    Some(modules(&pattern, width))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbol;
    use fiscus_sdk::slip::Symbology;

    /// Bars as modules: `1` black, `0` white.
    fn drawn(kind: u8, data: &str) -> String {
        let bars = bars(kind, data.as_bytes(), 1).expect("a code");
        bars.iter().zip("10".chars().cycle()).map(|(width, colour)| colour.to_string().repeat(*width)).collect()
    }

    #[test]
    fn known_codes_are_drawn_as_published() {
        let drawn13 = drawn(67, "4006381333931");
        assert_eq!(drawn13.len(), 95);
        assert!(drawn13.starts_with("101") && drawn13.ends_with("101"));
        assert_eq!(&drawn13[45..50], "01010");
        // 4 006381: parities O E O O E E; 0 odd, 0 even, 6 odd, 3 odd, 8 even, 1 even.
        assert_eq!(&drawn13[3..45], "000110101001110101111011110100010010110011");
        assert_eq!(drawn(65, "036000291452"), drawn(67, "0036000291452"));
        assert_eq!(drawn(67, "400638133393"), drawn13);
        assert_eq!(drawn(68, "9638507").len(), 67);
        // The wide elements of `*` in Code 39.
        let star = bars(69, b"", 1).expect("two stars");
        assert_eq!(star, [1, 3, 1, 1, 3, 1, 3, 1, 1, 1, 1, 3, 1, 1, 3, 1, 3, 1, 1]);
        // P J J 1 2 3 C, as everybody's example draws them, between the start of set B and the stop.
        let letters =
            ["11101110110", "10110111000", "10110111000", "10011100110", "11001110010", "11001011100", "10001000110"];
        let code = drawn(73, "{BPJJ123C");
        assert_eq!(&code[..88], format!("11010010000{}", letters.concat()));
        assert_eq!((code.len(), &code[99..]), (11 * 9 + 13, "1100011101011"));
        let mut patterns: Vec<&str> = (0..106).map(|value| &CODE128[value * 6..value * 6 + 6]).collect();
        assert!(patterns.iter().all(|pattern| pattern.bytes().map(|digit| digit - b'0').sum::<u8>() == 11));
        patterns.sort_unstable();
        patterns.dedup();
        assert_eq!(patterns.len(), 106);
        for kind in [66, 72, 0] {
            assert_eq!(bars(kind, b"1", 2), None);
        }
        for (kind, data) in
            [(67, "1"), (68, "x"), (69, "a"), (70, "1"), (71, "x"), (73, "A"), (73, "{B\u{1}"), (73, "{Ba{b")]
        {
            assert_eq!(bars(kind, data.as_bytes(), 2), None, "{kind} {data}");
        }
    }

    /// The driver's sum of dots is what comes out: a code that is accepted fits.
    #[test]
    fn the_width_is_what_the_driver_reckons_with() {
        for (symbology, data) in [
            (Symbology::UpcA, "036000291452"),
            (Symbology::Ean13, "4006381333931"),
            (Symbology::Ean8, "96385074"),
            (Symbology::Code39, "FISCUS-1"),
            (Symbology::Itf, "12345678"),
            (Symbology::Codabar, "A123.4-5B"),
            (Symbology::Code128, "9800000000012"),
        ] {
            let (kind, bytes) = symbol::bars(data, symbology, 504).expect("a code");
            let dots: usize = bars(kind, &bytes, 2).expect("bars").iter().sum();
            assert!(symbol::bars(data, symbology, dots).is_ok(), "{data}: {dots}");
            assert!(symbol::bars(data, symbology, dots - 1).is_err(), "{data}: {dots}");
        }
    }
}
