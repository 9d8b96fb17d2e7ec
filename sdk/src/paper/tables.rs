//! The tables that an installer writes under `settings`: which number a department, or a tender, has on the
//! device. Source: G1, G19.

use crate::{Problem, Shop, TenderKind, settings::nearest};
use std::collections::BTreeMap;

/// A department as the device numbers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Its number.
    pub number: u32,
    /// What a line without a description prints.
    pub description: String,
}

/// The departments of a shop that have a number on this device: as written, else their own. What is wrong goes to
/// `problems`.
pub fn departments(
    written: &BTreeMap<String, u32>,
    shop: &Shop,
    most: u32,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Department> {
    for (id, number) in written {
        let at = || vec!["departments".to_owned(), id.clone()];
        if !shop.departments.contains_key(id) {
            let hint = hint(id, shop.departments.keys().map(String::as_str));
            problems.push(Problem { path: at(), text: format!("the shop has no such department{hint}") });
        }
        if !(1..=most).contains(number) {
            let text = format!("{number} is no department of the device: 1 to {most}");
            problems.push(Problem { path: at(), text });
        }
    }
    let numbered = shop.departments.iter().filter_map(|(id, department)| {
        let number = written.get(id).copied().or(department.number)?;
        Some((id.clone(), Department { number, description: department.description.clone() }))
    });
    numbered.collect()
}

/// A table by tender; `wrong` says what is wrong with an entry. What is wrong goes to `problems`.
pub fn tenders<T: Copy>(
    written: &BTreeMap<String, T>,
    wrong: impl Fn(TenderKind, T) -> Option<String>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<TenderKind, T> {
    let mut table = BTreeMap::new();
    for (word, entry) in written {
        let wrong = match TenderKind::ALL.into_iter().find(|kind| kind.word() == word) {
            Some(kind) => {
                table.insert(kind, *entry);
                wrong(kind, *entry)
            }
            None => Some(format!("no tender{}", hint(word, TenderKind::ALL.into_iter().map(TenderKind::word)))),
        };
        if let Some(text) = wrong {
            problems.push(Problem { path: vec!["payments".to_owned(), word.clone()], text });
        }
    }
    table
}

/// The numbers of payments where a tender is one number, 1 to `most`. Cash is 1 unless it is written otherwise; no
/// other tender has a default.
pub fn payments(written: &BTreeMap<String, u32>, most: u32, problems: &mut Vec<Problem>) -> BTreeMap<TenderKind, u32> {
    let wrong = |_, number| {
        (!(1..=most).contains(&number)).then(|| format!("{number} is no payment of the device: 1 to {most}"))
    };
    let mut table = tenders(written, wrong, problems);
    table.entry(TenderKind::Cash).or_insert(1);
    table
}

/// For the installer: the tenders without a number, which the printer refuses; none: there are none.
#[must_use]
pub fn missing(payments: &BTreeMap<TenderKind, u32>) -> Option<String> {
    let missing: Vec<&str> =
        TenderKind::ALL.into_iter().filter(|kind| !payments.contains_key(kind)).map(TenderKind::word).collect();
    (!missing.is_empty()).then(|| format!("refuses, for settings.payments names no number: {}", missing.join(", ")))
}

/// A device that counts in hundredths needs a currency that does.
pub fn hundredths(shop: &Shop, problems: &mut Vec<Problem>) {
    if shop.currency.scale != 2 {
        let text = format!("the device counts in hundredths, and {} does not", shop.currency.name);
        problems.push(Problem::at("", text));
    }
}

/// A number inside its bounds.
pub fn between(name: &str, value: u32, least: u32, most: u32, problems: &mut Vec<Problem>) {
    if !(least..=most).contains(&value) {
        problems.push(Problem::at(name, format!("{value} is not between {least} and {most}")));
    }
}

fn hint<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(written, known).map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"))
}
