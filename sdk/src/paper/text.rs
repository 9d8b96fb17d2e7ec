//! What a device can print: letters that it has not become their nearest, texts are cut or wrapped to a width.
//! Where a text stands on paper is not decided here.

use std::{borrow::Cow, fmt};

/// The letters a device has.
#[derive(Clone, Copy)]
pub struct Letters {
    keeps: fn(char) -> bool,
}

impl fmt::Debug for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Letters")
    }
}

/// Letters, signs and digits of seven bits.
pub const ASCII: Letters = Letters::kept_by(|_| false);
/// The same with the letters and signs of western Europe (ISO 8859-1).
pub const LATIN1: Letters = Letters::kept_by(|c| matches!(c, '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{ff}'));

/// Letters that a device may lack, each row with what it becomes.
const NEAREST: &[(&str, &str)] = &[
    ("ÀÁÂÃÄÅ", "A"),
    ("àáâãäåª", "a"),
    ("Ç", "C"),
    ("ç¢", "c"),
    ("Ð", "D"),
    ("ð", "d"),
    ("ÈÉÊË", "E"),
    ("èéêë", "e"),
    ("ÌÍÎÏ", "I"),
    ("ìíîï", "i"),
    ("Ñ", "N"),
    ("ñ", "n"),
    ("ÒÓÔÕÖØ", "O"),
    ("òóôõöøº°", "o"),
    ("ÙÚÛÜ", "U"),
    ("ùúûü", "u"),
    ("Ý", "Y"),
    ("ýÿ", "y"),
    ("Æ", "AE"),
    ("æ", "ae"),
    ("Þ", "TH"),
    ("þ", "th"),
    ("ß", "ss"),
    ("«»", "\""),
    ("´", "'"),
    ("×", "x"),
    ("·", "."),
    ("¡", "!"),
    ("¿", "?"),
    ("©", "(c)"),
    ("®", "(R)"),
    ("ĀĂĄ", "A"),
    ("āăą", "a"),
    ("ĆĈĊČ", "C"),
    ("ćĉċč", "c"),
    ("ĎĐ", "D"),
    ("ďđ", "d"),
    ("ĒĔĖĘĚ", "E"),
    ("ēĕėęě", "e"),
    ("ĜĞĠĢ", "G"),
    ("ĝğġģ", "g"),
    ("ĤĦ", "H"),
    ("ĥħ", "h"),
    ("ĨĪĬĮİ", "I"),
    ("ĩīĭįı", "i"),
    ("Ĵ", "J"),
    ("ĵ", "j"),
    ("Ķ", "K"),
    ("ķĸ", "k"),
    ("ĹĻĽĿŁ", "L"),
    ("ĺļľŀł", "l"),
    ("ŃŅŇŊ", "N"),
    ("ńņňŉŋ", "n"),
    ("ŌŎŐ", "O"),
    ("ōŏő", "o"),
    ("ŔŖŘ", "R"),
    ("ŕŗř", "r"),
    ("ŚŜŞŠȘ", "S"),
    ("śŝşšșſ", "s"),
    ("ŢŤŦȚ", "T"),
    ("ţťŧț", "t"),
    ("ŨŪŬŮŰŲ", "U"),
    ("ũūŭůűų", "u"),
    ("Ŵ", "W"),
    ("ŵ", "w"),
    ("ŶŸ", "Y"),
    ("ŷ", "y"),
    ("ŹŻŽ", "Z"),
    ("źżž", "z"),
    ("Œ", "OE"),
    ("œ", "oe"),
    ("ẞ", "SS"),
    ("€", "EUR"),
    ("‘’‚‛′", "'"),
    ("“”„‟″", "\""),
    ("‐‑‒–—―−", "-"),
    ("…", "..."),
    ("•", "*"),
    ("™", "TM"),
    ("\u{2002}\u{2003}\u{2009}\u{200a}\u{202f}\u{3000}", " "),
];

impl Letters {
    /// The letters of seven bits, and besides those that `keeps` knows.
    #[must_use]
    pub const fn kept_by(keeps: fn(char) -> bool) -> Self {
        Self { keeps }
    }

    /// `text` in these letters: others lose their marks, control characters become blanks, what nothing stands
    /// for becomes `?`.
    #[must_use]
    pub fn printable<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Cow::Borrowed(text);
        }
        let mut printed = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                ' '..='~' => printed.push(c),
                c if (self.keeps)(c) => printed.push(c),
                c if c.is_whitespace() => printed.push(' '),
                // Combining marks, joiners and the soft hyphen print nothing of their own.
                c if c.is_control()
                    || matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe0f}' | '\u{feff}') =>
                    {}
                c => {
                    let nearest = NEAREST.iter().find(|(letters, _)| letters.contains(c));
                    printed.push_str(nearest.map_or("?", |(_, nearest)| nearest));
                }
            }
        }
        Cow::Owned(printed)
    }

    /// `text` in these letters, cut to `width` characters.
    #[must_use]
    pub fn cut(&self, text: &str, width: usize) -> String {
        self.printable(text.trim()).chars().take(width).collect()
    }

    /// `text` in these letters, in lines of at most `width` characters, broken at blanks where there are any.
    #[must_use]
    pub fn wrap(&self, text: &str, width: usize) -> Vec<String> {
        text.split('\n').flat_map(|paragraph| wrapped(&self.printable(paragraph), width.max(1))).collect()
    }

    /// `left` at the left edge and `right` at the right edge of `width` characters: on one line where they
    /// fit, else `left` wrapped and `right` below. `right` is never cut.
    #[must_use]
    pub fn columns(&self, left: &str, right: &str, width: usize) -> Vec<String> {
        let right = self.printable(right.trim()).into_owned();
        let taken = right.chars().count();
        let mut lines = self.wrap(left.trim(), width);
        let last = lines.last().map_or(0, |line| line.chars().count());
        if taken > width {
            lines.extend(wrapped(&right, width));
        } else if last + 1 + taken <= width || last == 0 {
            let line = lines.pop().unwrap_or_default();
            lines.push(format!("{line}{}{right}", " ".repeat(width - last - taken)));
        } else {
            lines.push(format!("{}{right}", " ".repeat(width - taken)));
        }
        lines
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    if text.chars().count() <= width {
        return vec![text.trim_end().to_owned()];
    }
    let mut lines: Vec<String> = Vec::new();
    let mut used = width;
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for piece in letters.chunks(width) {
            match lines.last_mut() {
                Some(line) if used + 1 + piece.len() <= width => {
                    line.push(' ');
                    line.extend(piece);
                    used += 1 + piece.len();
                }
                _ => {
                    lines.push(piece.iter().collect());
                    used = piece.len();
                }
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// G9
    #[test]
    fn letters_outside_the_page_become_their_nearest() {
        for (text, printed) in [
            ("Caffè à la crème", "Caffè à la crème"),
            ("õunamahl Šokolaad žürii", "õunamahl Sokolaad zürii"),
            ("5 € — “menù”", "5 EUR - \"menù\""),
            ("e\u{301}tude", "etude"),
            ("a\u{7}b\tc", "ab c"),
            ("寿司", "??"),
        ] {
            assert_eq!(LATIN1.printable(text), printed);
        }
    }

    /// G9
    #[test]
    fn a_device_of_seven_bits_prints_letters_without_marks() {
        for (text, printed) in [
            ("Caffè à la crème", "Caffe a la creme"),
            ("maçã, pão, año, õun", "maca, pao, ano, oun"),
            ("Größe smørrebrød Ærø", "Grosse smorrebrod AEro"),
            ("5 € ½", "5 EUR ?"),
        ] {
            assert_eq!(ASCII.printable(text), printed);
        }
    }

    #[test]
    fn lines_break_at_words_and_long_words_anywhere() {
        assert_eq!(LATIN1.wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(LATIN1.wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(LATIN1.wrap("a abcdefgh", 4), ["a", "abcd", "efgh"]);
        assert_eq!(LATIN1.wrap("one\ntwo", 9), ["one", "two"]);
        assert_eq!(LATIN1.wrap("", 9), [""]);
        for width in 1..20 {
            assert!(
                LATIN1
                    .wrap("the quick brown fox jumpsoverthelazydog", width)
                    .iter()
                    .all(|line| line.chars().count() <= width)
            );
        }
    }

    #[test]
    fn an_amount_is_never_cut() {
        assert_eq!(LATIN1.columns("Saldo", "12,00", 12), ["Saldo  12,00"]);
        assert_eq!(LATIN1.columns("A long label", "12,00", 12), ["A long label", "       12,00"]);
        assert_eq!(LATIN1.columns("", "12,00", 5), ["12,00"]);
        assert_eq!(LATIN1.columns("x", "123456", 4), ["x", "1234", "56"]);
    }
}
