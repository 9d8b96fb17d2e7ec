//! Commands as the simulated device reads them: a key, and fields in any order.

/// A command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Command {
    /// `=R1`, `=V-`, `="`, `<<`.
    pub(super) key: String,
    /// By their sign, in order: `$`, `*`, `&`, `[`, `]`, `?`, `(`.
    pub(super) fields: Vec<(char, String)>,
}

impl Command {
    /// Reads a command; none: it is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let end = text.find('/').unwrap_or(text.len());
        let (key, mut rest) = text.split_at(end);
        let mut fields = Vec::new();
        while let Some(field) = rest.strip_prefix('/') {
            let sign = field.chars().next()?;
            let (value, after) = match sign {
                '(' => {
                    let end = field.find(')')?;
                    (field.get(1..end)?, field.get(end + 1..)?)
                }
                '$' | '*' | '&' | '[' | ']' | '?' => {
                    let end = field.find('/').unwrap_or(field.len());
                    (field.get(1..end)?, field.get(end..)?)
                }
                _ => return None,
            };
            fields.push((sign, value.to_owned()));
            rest = after;
        }
        (rest.is_empty() && key.len() > 1).then(|| Self { key: key.to_owned(), fields })
    }

    /// The value of a field.
    pub(super) fn field(&self, sign: char) -> Option<&str> {
        self.fields.iter().find(|(known, _)| *known == sign).map(|(_, value)| value.as_str())
    }

    /// A field that is a whole number.
    pub(super) fn number(&self, sign: char) -> Option<i64> {
        let digits = self.field(sign)?;
        (digits.len() <= 9 && digits.bytes().all(|digit| digit.is_ascii_digit())).then(|| digits.parse().ok())?
    }

    /// The text between brackets, of at most so many characters.
    pub(super) fn text(&self, most: usize) -> Option<&str> {
        self.field('(').filter(|text| text.len() <= most)
    }

    /// The number behind a letter: the department of `=R1`.
    pub(super) fn behind(&self, letter: &str) -> Option<u32> {
        let digits = self.key.strip_prefix(letter)?;
        (!digits.is_empty() && digits.len() <= 3).then(|| digits.parse().ok())?
    }
}
