//! The check digits of Italian tax codes, VAT numbers and lottery codes. A code that fails them stops the
//! device in the middle of a receipt.
//!
//! Source: D.M. 23 December 1976 (tax code), D.P.R. 605/1973 (VAT number).

/// The kinds of code a receipt may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaxCode {
    /// Eleven digits: a VAT number, or the tax code of a company.
    Number,
    /// Sixteen characters: the tax code of a person.
    Person,
}

/// Codes are read without regard to case and blanks.
#[must_use]
pub fn normal(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}

/// The kind of `code`, if its check digit is right.
///
/// Shape: upper case, no blanks.
#[must_use]
pub fn kind(code: &str) -> Option<TaxCode> {
    let bytes = code.as_bytes();
    match bytes.len() {
        11 if number(bytes) => Some(TaxCode::Number),
        16 if person(bytes) => Some(TaxCode::Person),
        _ => None,
    }
}

/// Whether `code` can be a code of the receipt lottery: eight letters or digits.
#[must_use]
pub fn lottery(code: &str) -> bool {
    code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

fn number(bytes: &[u8]) -> bool {
    let sum = bytes.iter().enumerate().fold(0u32, |sum, (at, byte)| {
        let digit = u32::from(byte.wrapping_sub(b'0'));
        sum + match (at % 2, digit) {
            (0, digit) => digit,
            (_, digit @ 0..=4) => 2 * digit,
            (_, digit) => 2 * digit - 9,
        }
    });
    bytes.iter().all(u8::is_ascii_digit) && sum.is_multiple_of(10) && bytes.iter().any(|byte| *byte != b'0')
}

/// Where letters stand in a person's code; every other place is a digit, or the letter that stands for it
/// where two persons would have the same code.
const LETTERS: [usize; 9] = [0, 1, 2, 3, 4, 5, 8, 11, 15];

fn person(bytes: &[u8]) -> bool {
    /// The values of 0–9 (and of A–J) at the first, third, fifth … place, then those of K–Z.
    const ODD: [usize; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let mut sum = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let letter = LETTERS.contains(&at);
        let value = match byte {
            b'0'..=b'9' if !letter => usize::from(byte - b'0'),
            b'A'..=b'Z' if letter || b"LMNPQRSTUV".contains(byte) => usize::from(byte - b'A'),
            _ => return false,
        };
        match (at, at % 2) {
            (15, _) => return sum % 26 == value,
            (_, 0) => sum += ODD.get(value).copied().unwrap_or_default(),
            _ => sum += value,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_decides() {
        for (code, expected) in [
            ("RSSMRA80A01H501U", Some(TaxCode::Person)),
            ("RSSMRA80A01H501X", None),
            ("RSSMRA80A01H50MI", None),
            ("MRTMTT91D08F205J", Some(TaxCode::Person)),
            ("rssmra80a01h501u", None),
            ("12345678903", Some(TaxCode::Number)),
            ("00743110157", Some(TaxCode::Number)),
            ("12345678901", None),
            ("00000000000", None),
            ("DE123456789", None),
            ("", None),
        ] {
            assert_eq!(kind(code), expected, "{code}");
        }
    }

    #[test]
    fn a_lottery_code_is_eight_letters_or_digits() {
        for (code, valid) in [("ABCD1234", true), ("abcd1234", false), ("ABCD123", false), ("ABCD 123", false)] {
            assert_eq!(lottery(code), valid, "{code}");
        }
    }
}
