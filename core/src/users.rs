//! The users of the machine, by name and number, as `/etc/passwd` has them.
//!
//! Who comes from elsewhere (a directory service) has only his number here.

use std::{collections::BTreeMap, fs};

/// Names and numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Users(BTreeMap<String, u32>);

impl Users {
    /// Those of this machine; none where the file cannot be read.
    #[must_use]
    pub fn of_this_machine() -> Self {
        Self::read(&fs::read_to_string("/etc/passwd").unwrap_or_default())
    }

    /// Those of a file like `/etc/passwd`; of two with one name the first counts, as it does for the system.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut users = BTreeMap::new();
        for line in text.lines() {
            let mut fields = line.split(':');
            if let (Some(name), Some(_), Some(Ok(number))) =
                (fields.next(), fields.next(), fields.next().map(str::parse))
                && !name.is_empty()
            {
                users.entry(name.to_owned()).or_insert(number);
            }
        }
        Self(users)
    }

    /// The number of a name.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u32> {
        self.0.get(name).copied()
    }

    /// A name of a number.
    #[must_use]
    pub fn name(&self, number: u32) -> Option<&str> {
        self.0.iter().find(|(_, known)| **known == number).map(|(name, _)| name.as_str())
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S4-01
    #[test]
    fn names_and_numbers_are_read_and_nonsense_is_left_out() {
        let users = Users::read(
            "root:x:0:0:root:/root:/bin/sh\nanna:x:1000:1000::/home/anna:\nanna:x:7:7::\n:x:9:\nb:x\nc:x:no:1\n",
        );
        assert_eq!(users.number("anna"), Some(1000));
        assert_eq!(users.name(1000), Some("anna"));
        assert_eq!(users.name(0), Some("root"));
        assert_eq!((users.name(9), users.number("b"), users.number("c"), users.name(7)), (None, None, None, None));
    }
}
