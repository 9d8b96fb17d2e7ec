//! The shop as libraries see it: its currency, language and departments.

use crate::{Amount, Discount, account::RATE};
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// What a library may know of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shop {
    /// The name on slips.
    #[serde(default)]
    pub name: String,
    /// The money of the shop.
    pub currency: Unit,
    /// The language of slips, notices, questions and refusals.
    #[serde(default)]
    pub language: Language,
    /// Departments by id.
    #[serde(default)]
    pub departments: BTreeMap<String, Department>,
    /// Whether the limits of customers are checked (credit control).
    #[serde(default)]
    pub credit_control: bool,
    /// The discounts there are, by id.
    #[serde(default)]
    pub discounts: BTreeMap<String, Discount>,
    /// Units of card types that have a scale of their own, by name.
    #[serde(default)]
    pub units: BTreeMap<String, u32>,
}

impl Shop {
    /// Digits after the point of a unit.
    #[must_use]
    pub fn scale(&self, unit: &str) -> u32 {
        if unit == self.currency.name {
            return self.currency.scale;
        }
        self.units.get(unit).copied().unwrap_or_else(|| Unit::named(unit).scale)
    }
}

/// A unit that is counted: a currency, points, stamps, uses, minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unit {
    /// Its name, the first word of an account's label: `EUR`, `PT`.
    pub name: String,
    /// Digits after the point: 2 for the euro, 0 for stamps.
    pub scale: u32,
}

impl Unit {
    /// The unit a word names: a currency code has its own scale, any other word has none.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let scale = match name {
            "JPY" | "KRW" | "CLP" | "ISK" | "PYG" | "VND" | "XAF" | "XOF" => 0,
            "BHD" | "KWD" | "OMR" | "JOD" | "TND" | "LYD" => 3,
            "EUR" | "USD" | "GBP" | "CHF" | "BRL" | "ARS" | "MXN" | "COP" | "PEN" | "UYU" | "BGN" | "RON" | "PLN"
            | "CZK" | "HUF" | "SEK" | "NOK" | "DKK" | "ALL" | "RSD" | "TRY" | "UAH" | "CAD" | "AUD" | "NZD" | "CNY"
            | "INR" | "ZAR" | "MAD" | "AOA" | "MZN" | "CVE" | "BOB" | "VES" | "CRC" | "DOP" | "GTQ" | "HNL" | "NIO"
            | "PAB" | RATE => 2,
            _ => 0,
        };
        Self { name: name.to_owned(), scale }
    }

    /// `amount` in this unit, rounded half up and written with all its digits.
    #[must_use]
    pub fn round(&self, amount: Amount) -> Amount {
        amount.round_half_up(self.scale)
    }

    /// Zero, written with all the unit's digits.
    #[must_use]
    pub fn zero(&self) -> Amount {
        Amount::from_minor(0, self.scale)
    }
}

/// A department (*reparto*): goods of one tax treatment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// What is printed where a line has no description of its own.
    #[serde(default)]
    pub description: String,
    /// The tax treatment.
    pub vat: Vat,
    /// The device's department, unless a printer maps it otherwise.
    #[serde(default)]
    pub number: Option<u32>,
}

/// The tax treatment of a department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Vat {
    /// A rate in percent.
    Rate(crate::Percent),
    /// A nature of what bears no VAT, such as `N2`.
    Nature(String),
}

impl FromStr for Vat {
    type Err = String;
    /// `"10"` is a rate, `"N2"` or `"N2.1"` a nature.
    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(rest) = text.strip_prefix('N')
            && !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        {
            return Ok(Self::Nature(text.to_owned()));
        }
        match text.parse::<crate::Percent>() {
            Ok(rate) if !rate.is_negative() && rate <= crate::Percent::from(100) => Ok(Self::Rate(rate)),
            _ => Err(format!("\"{text}\" is neither a rate in percent such as \"22\" nor a nature such as \"N2\"")),
        }
    }
}

impl fmt::Display for Vat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rate(rate) => write!(f, "{}%", rate.decimal().normalize()),
            Self::Nature(nature) => f.write_str(nature),
        }
    }
}

/// The language of what people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Italian.
    It,
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
    /// Portuguese.
    Pt,
    /// Estonian.
    Et,
}

impl Language {
    /// Every language there is, in the order of [`Language::pick`].
    pub const ALL: [Language; 5] = [Self::It, Self::En, Self::Es, Self::Pt, Self::Et];

    /// The one of five texts that is in this language: Italian, English, Spanish, Portuguese, Estonian.
    #[must_use]
    pub fn pick(self, texts: [&'static str; 5]) -> &'static str {
        texts[match self {
            Self::It => 0,
            Self::En => 1,
            Self::Es => 2,
            Self::Pt => 3,
            Self::Et => 4,
        }]
    }

    /// `amount` as people of this language write it on paper: a comma where they use one.
    #[must_use]
    pub fn amount(self, amount: Amount) -> String {
        let text = amount.to_string();
        if self == Self::En { text } else { text.replace('.', ",") }
    }

    /// A date as people of this language write it.
    #[must_use]
    pub fn date(self, date: civil::Date) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        match self {
            Self::En => format!("{year:04}-{month:02}-{day:02}"),
            Self::Et => format!("{day:02}.{month:02}.{year:04}"),
            Self::It | Self::Es | Self::Pt => format!("{day:02}/{month:02}/{year:04}"),
        }
    }
}
