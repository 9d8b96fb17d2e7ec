//! The kit with which an author tests a card type or a driver on his desk: no shop, no daemon, no printer.
//!
//! [`card`] hands out shops, cards and receipts with sane defaults and asks a card type thousands of questions;
//! [`driver`] joins a driver with its simulated device in virtual time and loses answers. Both end in a
//! [`Report`] of named cases. Everything is decided by a seed: the same seed, the same report.
//!
//! It is test equipment: where it is used wrongly it panics.

pub mod card;
mod dice;
pub mod document;
pub mod driver;
mod manifest;
mod report;
mod schema;

pub use dice::Dice;
pub use report::{Case, Report};

#[cfg(test)]
mod tests;

use crate::{Amount, Department, Language, Shop, Unit};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A decimal amount.
///
/// # Panics
/// The text is none.
#[must_use]
#[track_caller]
pub fn amount(text: &str) -> Amount {
    match text.parse() {
        Ok(amount) => amount,
        Err(error) => panic!("{error}"),
    }
}

/// A shop in euro that speaks English, with credit control, and the departments `bar` and `snacks` at 10 %,
/// `goods` and `voucher` at 22 %, `free` without VAT, numbered from 1.
#[must_use]
pub fn shop() -> Shop {
    let departments = [("bar", "10"), ("snacks", "10"), ("goods", "22"), ("voucher", "22"), ("free", "N2")];
    Shop {
        name: "Bar Centrale".to_owned(),
        currency: Unit::named("EUR"),
        language: Language::En,
        departments: departments
            .into_iter()
            .zip(1..)
            .map(|((id, vat), number)| (id.to_owned(), department(vat, number)))
            .collect(),
        credit_control: true,
        discounts: std::collections::BTreeMap::new(),
        units: std::collections::BTreeMap::new(),
    }
}

/// The shop of [`shop`] with these departments more, or otherwise: id, number (none: the shop gives it none) and VAT.
///
/// # Panics
/// A text is no VAT.
#[must_use]
#[track_caller]
pub fn shop_with(more: &[(&str, Option<u32>, &str)]) -> Shop {
    let mut shop = shop();
    for (id, number, vat) in more {
        let department = Department { number: *number, ..department(vat, 0) };
        shop.departments.insert((*id).to_owned(), department);
    }
    shop
}

/// A department of this VAT (`"10"`, `"N2"`) with this number.
///
/// # Panics
/// The text is no VAT.
#[must_use]
#[track_caller]
pub fn department(vat: &str, number: u32) -> Department {
    match vat.parse() {
        Ok(vat) => Department { description: String::new(), vat, number: Some(number) },
        Err(error) => panic!("{error}"),
    }
}

/// What `work` gives, or the message of its panic.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        format!("it panics: {}", text.unwrap_or_default())
    })
}
