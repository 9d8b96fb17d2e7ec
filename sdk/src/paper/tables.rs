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

/// The device's numbers that two different rates share, though a device has one for each: an entry with the first one
/// before it that has its number and another rate.
#[must_use]
pub fn shared<'a, T: PartialEq + 'a>(
    entries: impl Iterator<Item = (&'a str, &'a T, u32)>,
) -> Vec<(&'a str, &'a str, u32)> {
    let mut before: Vec<(&str, &T, u32)> = Vec::new();
    let mut found = Vec::new();
    for (name, rate, number) in entries {
        let other = before.iter().find(|(_, known, taken)| *taken == number && *known != rate);
        found.extend(other.map(|(other, ..)| (*other, name, number)));
        before.push((name, rate, number));
    }
    found
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
            None => {
                Some(format!("no form of payment{}", hint(word, TenderKind::ALL.into_iter().map(TenderKind::word))))
            }
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
    let cash = *table.entry(TenderKind::Cash).or_insert(1);
    for (kind, number) in &table {
        if *kind != TenderKind::Cash && *number == cash {
            let text = format!("{number} is the device's number of cash, and this would be booked as cash: another");
            problems.push(Problem { path: vec!["payments".to_owned(), kind.word().to_owned()], text });
        }
    }
    table
}

/// For the installer: the tenders without a number, which the printer refuses, each with the number it has in the
/// factory's table, where that is known; none: there are none.
#[must_use]
pub fn missing(payments: &BTreeMap<TenderKind, u32>, factory: impl Fn(TenderKind) -> Option<u32>) -> Option<String> {
    let missing = TenderKind::ALL.into_iter().filter(|kind| !payments.contains_key(kind));
    let named: Vec<String> = missing
        .map(|kind| {
            factory(kind).map_or_else(|| kind.word().to_owned(), |number| format!("{} ({number})", kind.word()))
        })
        .collect();
    (!named.is_empty()).then(|| {
        let named = named.join(", ");
        format!(
            "refuses, for settings.payments names no number (in brackets the factory's; the device's own table counts): \
             {named}"
        )
    })
}

/// The numbers that one maker gives the forms of payment, and others after him.
#[must_use]
pub fn factory(kind: TenderKind) -> Option<u32> {
    Some(match kind {
        TenderKind::Cash => 1,
        TenderKind::Cheque => 2,
        TenderKind::Electronic => 3,
        TenderKind::MealTicket => 5,
        TenderKind::UncollectedGoods => 7,
        TenderKind::UncollectedServices => 50,
        TenderKind::UncollectedInvoice => 51,
        TenderKind::UncollectedHealth => 52,
        TenderKind::PaymentDiscount | TenderKind::MultiUseVoucher => 53,
    })
}

/// Two reads right after each other prove nothing: there is a pause between them.
pub fn pause(name: &str, milliseconds: u64, problems: &mut Vec<Problem>) {
    if milliseconds == 0 {
        problems.push(Problem::at(name, "two reads without a pause prove nothing: above zero, such as \"1s\""));
    }
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
    let known: Vec<&str> = known.collect();
    match nearest(written, known.iter().copied()) {
        Some(near) => format!("; did you mean \"{near}\"?"),
        None => format!("; there are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(entries: &[(&str, u32)]) -> BTreeMap<String, u32> {
        entries.iter().map(|(word, number)| ((*word).to_owned(), *number)).collect()
    }

    #[test]
    fn nothing_else_is_booked_as_cash() {
        for (entries, wrong) in [
            (&[("electronic", 2)][..], &[][..]),
            (&[("electronic", 1)], &["electronic"]),
            (&[("cash", 4), ("electronic", 1), ("cheque", 4), ("meal_ticket", 4)], &["cheque", "meal_ticket"]),
            // What is booked alike in this shop may share a number.
            (&[("multi_use_voucher", 7), ("uncollected_goods", 7)], &[]),
        ] {
            let mut problems = Vec::new();
            payments(&written(entries), 30, &mut problems);
            let found: Vec<&str> = problems.iter().map(|problem| problem.path[1].as_str()).collect();
            assert_eq!(found, wrong, "{entries:?}: {problems:?}");
        }
    }

    /// G2: the device has one VAT for each of its numbers.
    #[test]
    fn two_rates_share_no_number_of_the_device() {
        let both: &[_] = &[("bar", "goods", 1), ("bar", "wine", 1)];
        for (entries, expected) in [
            (&[("bar", 10, 1), ("goods", 22, 2)][..], &[][..]),
            (&[("bar", 10, 1), ("snacks", 10, 1)], &[]),
            (&[("bar", 10, 1), ("goods", 22, 1), ("wine", 22, 1)], both),
        ] {
            assert_eq!(shared(entries.iter().map(|(name, rate, number)| (*name, rate, *number))), expected);
        }
    }

    /// G1: a word that is none names the words there are.
    #[test]
    fn an_unknown_form_of_payment_names_those_there_are() {
        let mut problems = Vec::new();
        payments(&written(&[("meal", 5), ("cheqe", 2)]), 30, &mut problems);
        assert!(problems[0].text.contains("did you mean \"cheque\"?"), "{problems:?}");
        assert!(
            problems[1].text.contains("there are cash, ") && problems[1].text.contains("meal_ticket"),
            "{problems:?}"
        );
    }

    /// G1
    #[test]
    fn what_is_missing_is_told_with_the_factorys_number() {
        let table = BTreeMap::from([(TenderKind::Cash, 1), (TenderKind::Electronic, 3)]);
        let told = missing(&table, factory).expect("something is missing");
        assert!(told.contains("payment_discount (53)") && told.contains("cheque (2)") && !told.contains("electronic"));
        let all = TenderKind::ALL.into_iter().map(|kind| (kind, 9)).collect();
        assert_eq!(missing(&all, factory), None);
    }
}
