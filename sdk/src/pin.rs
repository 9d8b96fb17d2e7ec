//! PINs: five characters that nobody mistakes for others. Source: S1-01

/// The word for it where things of a card are named: a column of a file, a field of a template.
pub const WORD: &str = "pin";

/// The characters of a PIN: digits and capitals without 0, 1, I, L and O.
pub const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// How long a PIN is.
pub const LENGTH: usize = 5;

/// Stands on a slip where the core prints the card's PIN.
pub const MARK: &str = "\u{e000}PIN\u{e000}";

/// How many PINs there are: 31 to the fifth.
pub const COUNT: u32 = 28_629_151;

/// The PIN with this place among all there are; places beyond the last begin anew.
#[must_use]
pub fn nth(place: u32) -> String {
    let mut rest = (place % COUNT) as usize;
    let mut characters = [0_u8; LENGTH];
    for character in characters.iter_mut().rev() {
        *character = ALPHABET[rest % ALPHABET.len()];
        rest /= ALPHABET.len();
    }
    characters.iter().map(|byte| char::from(*byte)).collect()
}

/// What somebody typed, as PINs are compared: without blanks and case; none where it can be no PIN.
#[must_use]
pub fn typed(text: &str) -> Option<String> {
    let pin: String = text.trim().chars().map(|c| c.to_ascii_uppercase()).collect();
    (pin.len() == LENGTH && pin.bytes().all(|byte| ALPHABET.contains(&byte))).then_some(pin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// S1-01
    #[test]
    fn every_place_has_a_pin_of_its_own() {
        assert_eq!(ALPHABET.len().pow(5), COUNT as usize);
        assert_eq!((nth(0).as_str(), nth(COUNT - 1).as_str(), nth(COUNT).as_str()), ("22222", "ZZZZZ", "22222"));
        let some: BTreeSet<String> = (0..100_000).map(|place| nth(place * 286)).collect();
        assert_eq!(some.len(), 100_000);
        assert!(!ALPHABET.iter().any(|byte| b"01ILO".contains(byte)));
    }

    #[test]
    fn case_and_blanks_do_not_matter_and_other_characters_do() {
        for (text, pin) in [
            ("k7m2p", Some("K7M2P")),
            (" K7M2P ", Some("K7M2P")),
            ("K7M2", None),
            ("K7M2PP", None),
            ("K7M2O", None),
            ("K7M20", None),
            ("ß7M2P", None),
            ("", None),
        ] {
            assert_eq!(typed(text).as_deref(), pin, "{text}");
        }
    }
}
