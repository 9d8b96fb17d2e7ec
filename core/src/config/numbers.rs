//! Card numbers: which a card type accepts, and the check digit of Luhn.
//!
//! Does not know which cards exist. Source: S2-13, V-20, ISO/IEC 7812-1 annex B.

/// The numbers of a card type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// The digits they begin with.
    pub prefix: String,
    /// How many digits they have, the check digit included.
    pub length: usize,
    /// Whether the last digit is the check digit of Luhn.
    pub luhn: bool,
}

impl Numbers {
    /// Whether `number` fits by prefix and length. The check digit is another question: a mistyped number is
    /// still a number of this type.
    #[must_use]
    pub fn accept(&self, number: &str) -> bool {
        number.len() == self.length
            && number.starts_with(&self.prefix)
            && number.bytes().all(|digit| digit.is_ascii_digit())
    }

    /// The numbers of cards whose type has none of its own: a serial with its check digit.
    #[must_use]
    pub fn serial() -> Self {
        Self { prefix: String::new(), length: 13, luhn: true }
    }

    /// The number that belongs to a piece of chance; with its check digit where `luhn` says so.
    #[must_use]
    pub fn drawn(&self, chance: u64, luhn: bool) -> String {
        let width = self.length.saturating_sub(self.prefix.len()).saturating_sub(usize::from(luhn));
        let digits = format!("{chance:020}");
        let mut number = format!("{}{:0>width$}", self.prefix, &digits[digits.len() - width.min(15)..]);
        if luhn {
            let digit = luhn_digit(&number);
            number.push(digit);
        }
        number
    }

    /// Whether some number fits both.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> bool {
        self.length == other.length
            && (self.prefix.starts_with(&other.prefix) || other.prefix.starts_with(&self.prefix))
    }
}

/// Whether `number` consists of digits, the last of which is the right check digit.
#[must_use]
pub fn luhn_valid(number: &str) -> bool {
    let Some((payload, check)) = number.len().checked_sub(1).and_then(|at| number.split_at_checked(at)) else {
        return false;
    };
    !payload.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()) && check.starts_with(luhn_digit(payload))
}

/// The check digit that belongs behind `payload`. Shape: digits; anything else counts as zero.
#[must_use]
pub fn luhn_digit(payload: &str) -> char {
    let sum: u32 = payload
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = char::from(byte).to_digit(10).unwrap_or(0);
            // Counted from the check digit, which is not here, every second digit is doubled.
            if at % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// V-20
    #[test]
    fn check_digit_is_verified() {
        for (number, valid) in [
            ("79927398713", true),
            ("79927398710", false),
            ("4111111111111111", true),
            ("0", false),
            ("00", true),
            ("", false),
            ("7992739871x", false),
            ("7992739871\u{663}", false),
        ] {
            assert_eq!(luhn_valid(number), valid, "{number}");
        }
    }

    #[test]
    fn check_digit_completes_a_number() {
        for payload in ["7992739871", "980000000001", "1", "99999999999999999999"] {
            assert!(luhn_valid(&format!("{payload}{}", luhn_digit(payload))), "{payload}");
        }
        assert_eq!(luhn_digit("7992739871"), '3');
    }

    /// S5-23, V-20
    #[test]
    fn what_is_drawn_fits() {
        let range = |prefix: &str, length, luhn| Numbers { prefix: prefix.into(), length, luhn };
        for numbers in [
            range("98", 13, true),
            range("98", 13, false),
            range("", 13, true),
            range("9", 30, true),
            range("98", 2, false),
            range("98", 3, true),
            Numbers::serial(),
        ] {
            for chance in [0, 7, 98_765_432_109_876, u64::MAX] {
                let number = numbers.drawn(chance, numbers.luhn);
                assert!(numbers.accept(&number), "{number}");
                assert!(!numbers.luhn || luhn_valid(&number), "{number}");
            }
        }
        assert_ne!(Numbers::serial().drawn(1, true), Numbers::serial().drawn(2, true));
    }

    /// V-20: without Luhn both numbers fit.
    #[test]
    fn numbers_fit_by_prefix_and_length() {
        let numbers = Numbers { prefix: "799".into(), length: 11, luhn: false };
        for (number, fits) in [
            ("79927398713", true),
            ("79927398710", true),
            ("7992739871", false),
            ("69927398713", false),
            ("7992739871x", false),
        ] {
            assert_eq!(numbers.accept(number), fits, "{number}");
        }
    }
}
