//! Names of customers, to be found by any part of them, however short, in any script.
//!
//! Each run of one, two and three characters of a name is a word of a full-text index, written in hexadecimal, so that
//! no tokenizer has an opinion on it. What the index finds is only what may fit; who asks looks at the name itself.
//! Nothing of a name that is gone stays in it (`secure-delete`).

use crate::ledger::WriteError;
use rusqlite::{Connection, OptionalExtension, params};
use std::{collections::BTreeSet, fmt::Write as _};

/// The words of a name, which is in lower case.
fn grams(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let words: BTreeSet<String> = (1..=3).flat_map(|length| letters.windows(length).map(word)).collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

fn word(letters: &[char]) -> String {
    let text: String = letters.iter().collect();
    text.bytes().fold(String::new(), |mut word, byte| {
        let _ = write!(word, "{byte:02x}");
        word
    })
}

/// The question for names that contain these texts in lower case; none: every name does.
pub(super) fn question(parts: &[String]) -> Option<String> {
    let runs = |part: &String| {
        let letters: Vec<char> = part.chars().collect();
        letters.windows(letters.len().clamp(1, 3)).map(word).collect::<Vec<_>>()
    };
    let words: BTreeSet<String> = parts.iter().flat_map(runs).collect();
    (!words.is_empty()).then(|| words.into_iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" AND "))
}

/// A customer has a name now; called before his row is written, which still has the one before.
pub(super) fn named(connection: &Connection, id: &str, name: &str) -> Result<(), WriteError> {
    let before: Option<String> = connection
        .prepare_cached("SELECT name FROM customers WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    if before.as_deref() == Some(name) {
        return Ok(());
    }
    let seq = match &before {
        Some(before) => {
            let seq: i64 = connection
                .prepare_cached("SELECT seq FROM customers_order WHERE id = ?1")?
                .query_row([id], |row| row.get(0))?;
            connection
                .prepare_cached(
                    "INSERT INTO customers_names (customers_names, rowid, grams) VALUES ('delete', ?1, ?2)",
                )?
                .execute(params![seq, grams(before)])?;
            seq
        }
        None => connection.prepare_cached("INSERT INTO customers_order (id) VALUES (?1)")?.insert([id])?,
    };
    put(connection, seq, name)
}

fn put(connection: &Connection, seq: i64, name: &str) -> Result<(), WriteError> {
    connection
        .prepare_cached("INSERT INTO customers_names (rowid, grams) VALUES (?1, ?2)")?
        .execute(params![seq, grams(name)])?;
    Ok(())
}

/// Takes the names in that are there already.
pub(super) fn fill(connection: &Connection) -> Result<(), WriteError> {
    connection.execute("INSERT INTO customers_order (id) SELECT id FROM customers ORDER BY id", [])?;
    let mut names = connection
        .prepare("SELECT o.seq, c.name FROM customers_order o JOIN customers c ON c.id = o.id ORDER BY o.seq")?;
    let mut rows = names.query([])?;
    while let Some(row) = rows.next()? {
        put(connection, row.get(0)?, &row.get::<_, String>(1)?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::report::words;

    #[test]
    fn a_name_has_a_word_for_every_run_of_up_to_three() {
        assert_eq!(grams("aba"), "61 6162 616261 62 6261");
        assert_eq!(grams("õ"), "c3b5");
        assert_eq!(grams(""), "");
        assert_eq!(question(&words("")), None);
        assert_eq!(question(&words("õ")).as_deref(), Some("\"c3b5\""));
        assert_eq!(question(&words("ab")).as_deref(), Some("\"6162\""));
        assert_eq!(question(&words(" ab  CDE ")).as_deref(), Some("\"6162\" AND \"636465\""));
        assert_eq!(question(&words("abab")).as_deref(), Some("\"616261\" AND \"626162\""));
    }
}
