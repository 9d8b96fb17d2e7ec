//! Bar codes: what each kind can say, its number in the protocol, and how many dots it is wide. A code that does not
//! fit on the paper is printed by no printer; it is refused before.

use fiscus_sdk::{paper::No, slip::Symbology};

/// The most bytes of a QR code: version 15 of level M, 77 modules.
const QR: usize = 412;

/// A bar code that can be printed: its number and its data.
pub(crate) fn bars(data: &str, symbology: Symbology, dots: usize) -> Result<(u8, Vec<u8>), No> {
    let count = data.len();
    let digits = |with: usize| (count == with - 1 || checked(data, with)) && data.bytes().all(|b| b.is_ascii_digit());
    let of = |letters: &str| count > 0 && data.chars().all(|c| letters.contains(c));
    // At a module of 2 dots a wide element is 5 dots.
    let (number, valid, wide) = match symbology {
        Symbology::UpcA => (65, digits(12), 95 * 2),
        Symbology::Ean13 => (67, digits(13), 95 * 2),
        Symbology::Ean8 => (68, digits(8), 67 * 2),
        Symbology::Code39 => (69, of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -.$/+%"), (count + 2) * 29 - 2),
        Symbology::Itf => (70, of("0123456789") && count.is_multiple_of(2), 8 + count * 16 + 9),
        Symbology::Codabar => (71, codabar(data), codabar_dots(data)),
        Symbology::Code128 => {
            (73, count > 0 && data.bytes().all(|b| (b' '..=b'~').contains(&b)), (count * 11 + 35) * 2)
        }
    };
    if !valid || wide > dots {
        return Err(No::Code(data.to_owned()));
    }
    // The printer wants the code set named; in it a brace is written twice.
    let data =
        if symbology == Symbology::Code128 { format!("{{B{}", data.replace('{', "{{")) } else { data.to_owned() };
    Ok((number, data.into_bytes()))
}

/// Whether these are `count` digits of which the last checks the others, with weights 3 and 1 from the right.
fn checked(data: &str, count: usize) -> bool {
    let weighted: u32 = data.bytes().rev().zip([1, 3].into_iter().cycle()).map(|(b, by)| u32::from(b & 15) * by).sum();
    data.len() == count && weighted.is_multiple_of(10)
}

/// Between a start and a stop, which are letters.
fn codabar(data: &str) -> bool {
    let ends = |c: Option<char>| c.is_some_and(|c| ('A'..='D').contains(&c));
    let inner = data.get(1..data.len().saturating_sub(1)).unwrap_or_default();
    data.len() > 2
        && ends(data.chars().next())
        && ends(data.chars().next_back())
        && inner.chars().all(|c| "0123456789-$:/.+".contains(c))
}

fn codabar_dots(data: &str) -> usize {
    // Two wide elements of seven, or three; a gap after each character but the last.
    let each = data.chars().map(|c| if c.is_ascii_digit() || "-$".contains(c) { 20 } else { 23 } + 2);
    each.sum::<usize>().saturating_sub(2)
}

/// A QR code that can be printed.
pub(crate) fn qr(data: &str) -> Result<&[u8], No> {
    if data.is_empty() || data.len() > QR || data.chars().any(char::is_control) {
        return Err(No::Code(data.to_owned()));
    }
    Ok(data.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Symbology::{Codabar, Code39, Code128, Ean8, Ean13, Itf, UpcA};

    #[test]
    fn a_code_is_printed_only_if_it_is_one_and_fits() {
        for (symbology, data, printed) in [
            (Ean13, "4006381333931", Some((67, "4006381333931"))),
            (Ean13, "400638133393", Some((67, "400638133393"))),
            (Ean13, "4006381333932", None),
            (Ean13, "40063813339", None),
            (Ean13, "400638133393x", None),
            (Ean8, "96385074", Some((68, "96385074"))),
            (Ean8, "96385075", None),
            (UpcA, "036000291452", Some((65, "036000291452"))),
            (UpcA, "03600029145", Some((65, "03600029145"))),
            (Code39, "FISCUS-1", Some((69, "FISCUS-1"))),
            (Code39, "fiscus", None),
            (Code39, "AAAAAAAAAAAAAAA", Some((69, "AAAAAAAAAAAAAAA"))),
            (Code39, "AAAAAAAAAAAAAAAA", None),
            (Itf, "123456", Some((70, "123456"))),
            (Itf, "12345", None),
            (Itf, "", None),
            (Codabar, "A1234B", Some((71, "A1234B"))),
            (Codabar, "1234", None),
            (Codabar, "AB", None),
            (Code128, "9800000000012", Some((73, "{B9800000000012"))),
            (Code128, "a{b", Some((73, "{Ba{{b"))),
            (Code128, "è", None),
            (Code128, "12345678901234567890", None),
            (Code128, "1234567890123456789", Some((73, "{B1234567890123456789"))),
        ] {
            let printed = printed.map(|(number, data): (u8, &str)| (number, data.as_bytes().to_vec()));
            assert_eq!(bars(data, symbology, 504).ok(), printed, "{data}");
        }
    }

    #[test]
    fn a_qr_code_holds_so_much() {
        for (data, fits) in
            [("x".repeat(412), true), ("x".repeat(413), false), (String::new(), false), ("a\nb".into(), false)]
        {
            assert_eq!(qr(&data).is_ok(), fits, "{}", data.len());
        }
    }
}
