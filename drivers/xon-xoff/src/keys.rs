//! Keys as they are typed on the register: texts in quotes, values with `H`, quantities with `*`, and a key that ends
//! the entry. They are kept in pieces, so that a text is never parted from its quotes: where a line breaks, it is known
//! whether it broke inside a text.

use fiscus_sdk::paper::ASCII;

/// Some keys that are handed over together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) bytes: Vec<u8>,
    /// It is a text in its quotes.
    pub(crate) text: bool,
}

/// Keys in the order they are typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys(Vec<Piece>);

impl Keys {
    pub(crate) fn pieces(self) -> Vec<Piece> {
        self.0
    }

    /// Keys that are no text.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        match self.0.last_mut().filter(|piece| !piece.text) {
            Some(piece) => piece.bytes.extend_from_slice(keys.as_bytes()),
            None => self.0.push(Piece { bytes: keys.as_bytes().to_vec(), text: false }),
        }
        self
    }

    /// A text of at most `most` letters; a quote in it would end it (N8).
    pub(crate) fn text(&mut self, text: &str, most: usize) -> &mut Self {
        self.line(&ASCII.cut(text, most))
    }

    /// A line as it is, blanks at its left included; it is of the register's letters already.
    pub(crate) fn line(&mut self, line: &str) -> &mut Self {
        self.0.push(Piece { bytes: format!("\"{}\"", line.replace('"', "'")).into_bytes(), text: true });
        self
    }

    /// A value in hundredths.
    pub(crate) fn value(&mut self, cents: i64) -> &mut Self {
        self.press(&format!("{cents}H"))
    }

    /// A quantity in thousandths.
    pub(crate) fn quantity(&mut self, thousandths: i64) -> &mut Self {
        let (whole, part) = (thousandths / 1000, thousandths % 1000);
        let part = if part == 0 { String::new() } else { format!(".{part:03}").trim_end_matches('0').to_owned() };
        self.press(&format!("{whole}{part}*"))
    }
}

/// All keys, for tests and for who reads them.
#[cfg(test)]
pub(crate) fn typed(keys: Keys) -> String {
    keys.pieces().into_iter().map(|piece| String::from_utf8(piece.bytes).expect("letters")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked streams of the protocol notes.
    #[test]
    fn the_worked_streams_are_typed_as_published() {
        let mut sale = Keys::default();
        sale.text("PANINO", 38).quantity(2000).value(400).press("1R");
        sale.text("ACQUA", 38).value(200).press("2R").value(50).press("3M").value(1000).press("1T");
        assert_eq!(typed(sale), r#""PANINO"2*400H1R"ACQUA"200H2R50H3M1000H1T"#);
        let mut slip = Keys::default();
        slip.press("j").text("RICARICA CARTA", 46).press("@").text("Importo 50,00", 46).press("@J");
        assert_eq!(typed(slip), r#"j"RICARICA CARTA"@"Importo 50,00"@J"#);
        let mut back = Keys::default();
        back.text("0012-0005-15-01-26-99IEB004001", 38).press("104M").text("PANINO", 38).quantity(1000).value(400);
        back.press("1R1T");
        assert_eq!(typed(back), r#""0012-0005-15-01-26-99IEB004001"104M"PANINO"1*400H1R1T"#);
    }

    /// Every other sequence of the notes that a driver writes.
    #[test]
    fn values_quantities_and_texts() {
        for (written, expected) in [
            (Keys::default().text("BREAD", 38).quantity(2000).value(750).press("3R").clone(), r#""BREAD"2*750H3R"#),
            (Keys::default().value(750).press("1R").clone(), "750H1R"),
            (Keys::default().quantity(1500).value(100).press("1R").clone(), "1.5*100H1R"),
            (Keys::default().quantity(1).value(100).press("1R").clone(), "0.001*100H1R"),
            (Keys::default().value(100).press("3M").clone(), "100H3M"),
            (Keys::default().value(100).press("4M").clone(), "100H4M"),
            (Keys::default().value(5000).press("10M").clone(), "5000H10M"),
            (Keys::default().text("say \"hi\"", 38).press("@").clone(), r#""say 'hi'"@"#),
            (Keys::default().press("~").line("  BIG").press("@").clone(), r#"~"  BIG"@"#),
            (Keys::default().text("perché 5 €", 9).press("@").clone(), r#""perche 5 "@"#),
        ] {
            assert_eq!(typed(written), expected);
        }
    }
}
