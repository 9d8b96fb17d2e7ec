//! Keys found in a stream: an entry, and the key that ends it. What is no key is an entry of its own that means
//! nothing.

/// An entry with the key that ends it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: Option<String>,
    pub(super) tall: bool,
    /// Thousandths, before `*`.
    pub(super) quantity: Option<i64>,
    /// Hundredths, before `H`.
    pub(super) value: Option<i64>,
    /// The digits just before the key.
    pub(super) number: Option<u32>,
    pub(super) key: char,
}

/// The keys that end an entry.
const KEYS: &[u8] = b"RrMTPFfZ=kKjJaE@%";

/// The first whole entry and its length; none: more must come first.
pub(super) fn first(bytes: &[u8]) -> Option<(Token, usize)> {
    let mut token = Token::default();
    let mut digits = String::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => {
                let length = bytes[at..].iter().position(|byte| *byte == b'"')?;
                token.text = Some(String::from_utf8_lossy(&bytes[at..at + length]).into_owned());
                at += length + 1;
            }
            b'~' => token.tall = true,
            b'0'..=b'9' | b'.' => digits.push(char::from(*byte)),
            b'*' => token.quantity = thousandths(&std::mem::take(&mut digits)),
            b'H' => token.value = std::mem::take(&mut digits).parse().ok(),
            key if KEYS.contains(key) => {
                token.number = digits.parse().ok();
                token.key = char::from(*key);
                return Some((token, at));
            }
            // Line ends, flow control and what is no key.
            _ => {}
        }
        if at > 4096 {
            return Some((Token::default(), at));
        }
    }
    None
}

fn thousandths(digits: &str) -> Option<i64> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if part.len() > 3 || part.contains('.') {
        return None;
    }
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscus_sdk::kit::Dice;

    fn keys(stream: &str) -> Vec<String> {
        let (mut at, mut found) = (0, Vec::new());
        while let Some((token, length)) = first(&stream.as_bytes()[at..]) {
            let text = token.text.map_or_else(String::new, |text| format!("{text}|"));
            let number =
                |prefix: &str, number: Option<i64>| number.map_or_else(String::new, |n| format!("{prefix}{n} "));
            found.push(format!(
                "{text}{}{}{}{}",
                number("x", token.quantity),
                number("=", token.value),
                token.number.map_or_else(String::new, |number| number.to_string()),
                token.key
            ));
            at += length;
        }
        assert_eq!(at, stream.len(), "{stream}");
        found
    }

    /// Every sequence of the protocol notes.
    #[test]
    fn the_published_streams_are_read() {
        for (stream, read) in [
            (
                r#""PANINO"2*400H1R"ACQUA"200H2R50H3M1000H1T"#,
                &["PANINO|x2000 =400 1R", "ACQUA|=200 2R", "=50 3M", "=1000 1T"][..],
            ),
            (r#"j"RICARICA CARTA"@"Importo 50,00"@J"#, &["j", "RICARICA CARTA|@", "Importo 50,00|@", "J"]),
            (
                r#""0012-0005-15-01-26-99IEB004001"104M"PANINO"1*400H1R1T"#,
                &["0012-0005-15-01-26-99IEB004001|104M", "PANINO|x1000 =400 1R", "1T"],
            ),
            (r#""BREAD"2*750H3R750H1R12P"#, &["BREAD|x2000 =750 3R", "=750 1R", "12P"]),
            (
                r#"0M100H3M100H4M5M=1000H1T100H"test"3T"#,
                &["0M", "=100 3M", "=100 4M", "5M", "=", "=1000 1T", "test|=100 3T"],
            ),
            (
                r#""A"@40F"B"@39F"C"1%"D"2%aKk1f8F"E"1Z"#,
                &["A|@", "40F", "B|@", "39F", "C|1%", "D|2%", "a", "K", "k", "1f", "8F", "E|1Z"],
            ),
            ("5000H10M5000H11M1.5*100H1R", &["=5000 10M", "=5000 11M", "x1500 =100 1R"]),
        ] {
            assert_eq!(keys(stream), read, "{stream}");
        }
    }

    #[test]
    fn an_entry_waits_until_it_is_whole() {
        let whole = br#""PANINO"2*400H1R"#;
        for length in 0..whole.len() {
            assert_eq!(first(&whole[..length]), None, "{length}");
        }
        assert_eq!(first(whole).map(|(_, length)| length), Some(whole.len()));
    }

    /// Whatever comes, nothing breaks.
    #[test]
    fn a_hundred_thousand_nonsenses_are_survived() {
        let mut dice = Dice::new(4);
        for _ in 0..100_000 {
            let bytes: Vec<u8> =
                (0..dice.roll(30)).map(|_| *dice.pick(b"\"019.*HRMTFf@jJkK~%Z\x11\x13\xff ")).collect();
            let mut at = 0;
            while let Some((_, length)) = first(&bytes[at..]) {
                assert!(length > 0);
                at += length;
            }
        }
    }
}
