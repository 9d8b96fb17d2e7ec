//! `fiscus customers save`: what is kept of a customer.
//!
//! The call replaces a record as a whole. At a terminal what is not named stays: nobody who writes down a new telephone
//! number means to forget a birthday and a credit limit.

use super::super::{
    cards::day,
    line::{Line, given},
    show,
};
use crate::cli::Problem;
use clap::{Args, builder::PossibleValuesParser};
use fiscus_sdk::reason::Reason;
use serde_json::{Map, Value, json};

const RECORD: &str = "The record";

/// What of an answer is the record, beside its id.
const FIELDS: &[&str] = &[
    "first_name",
    "last_name",
    "company",
    "type",
    "birthday",
    "phone",
    "email",
    "fax",
    "address",
    "city",
    "district",
    "postal_code",
    "country",
    "language",
    "citizenship",
    "identity_code",
    "sex",
    "invoice_delivery",
    "info1",
    "info2",
    "info3",
    "bill_to",
    "discounts",
    "discounts_locked",
    "credit_allowed",
    "credit_limit",
    "credit_document",
    "notes",
    "source",
];

/// `fiscus customers save`
#[derive(Debug, Args)]
pub struct Save {
    /// The id; of a record that is there what is not named stays [default: a new one].
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// What is emptied, such as birthday,phone.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', value_parser = PossibleValuesParser::new(FIELDS), hide_possible_values = true)]
    clear: Vec<String>,
    #[command(flatten)]
    fields: Fields,
}

#[derive(Debug, Args)]
struct Fields {
    /// First name.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    first_name: Option<String>,
    /// Last name.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    last_name: Option<String>,
    /// Company; a company or a name is needed.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    company: Option<String>,
    /// The customer type.
    #[arg(help_heading = RECORD, long = "type", value_name = "WORD")]
    customer_type: Option<String>,
    /// Birthday.
    #[arg(help_heading = RECORD, long, value_name = "DAY", value_parser = day)]
    birthday: Option<String>,
    /// Telephone.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    phone: Option<String>,
    /// E-mail.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    email: Option<String>,
    /// Fax.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    fax: Option<String>,
    /// Street and number.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    address: Option<String>,
    /// City.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    city: Option<String>,
    /// District.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    district: Option<String>,
    /// Postal code.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    postal_code: Option<String>,
    /// Country, such as IT.
    #[arg(help_heading = RECORD, long, value_name = "CODE")]
    country: Option<String>,
    /// Language, such as it.
    #[arg(help_heading = RECORD, long, value_name = "CODE")]
    language: Option<String>,
    /// Citizenship, such as IT.
    #[arg(help_heading = RECORD, long, value_name = "CODE")]
    citizenship: Option<String>,
    /// Personal identity code.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    identity_code: Option<String>,
    /// F, M or X.
    #[arg(help_heading = RECORD, long, value_name = "LETTER")]
    sex: Option<String>,
    /// How invoices are delivered.
    #[arg(help_heading = RECORD, long, value_name = "WORD")]
    invoice_delivery: Option<String>,
    /// A note.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    info1: Option<String>,
    /// Another note.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    info2: Option<String>,
    /// One more note.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    info3: Option<String>,
    /// The customer who is invoiced for this one.
    #[arg(help_heading = RECORD, long, value_name = "ID")]
    bill_to: Option<String>,
    /// Discounts, the primary first.
    #[arg(help_heading = RECORD, long, value_name = "ID,…", value_delimiter = ',')]
    discounts: Vec<String>,
    /// Discounts are not changed automatically.
    #[arg(help_heading = RECORD, long, value_name = "true|false")]
    discounts_locked: Option<bool>,
    /// Credit may be given.
    #[arg(help_heading = RECORD, long, value_name = "true|false")]
    credit_allowed: Option<bool>,
    /// How much credit; 0: none; without: no cap.
    #[arg(help_heading = RECORD, long, value_name = "AMOUNT", allow_hyphen_values = true)]
    credit_limit: Option<String>,
    /// invoice or prepaid.
    #[arg(help_heading = RECORD, long, value_name = "WORD")]
    credit_document: Option<String>,
    /// What the cashier is told at each sale.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    notes: Option<String>,
    /// Where the record comes from.
    #[arg(help_heading = RECORD, long, value_name = "TEXT")]
    source: Option<String>,
}

impl Fields {
    fn params(&self) -> Map<String, Value> {
        given([
            ("first_name", json!(self.first_name)),
            ("last_name", json!(self.last_name)),
            ("company", json!(self.company)),
            ("type", json!(self.customer_type)),
            ("birthday", json!(self.birthday)),
            ("phone", json!(self.phone)),
            ("email", json!(self.email)),
            ("fax", json!(self.fax)),
            ("address", json!(self.address)),
            ("city", json!(self.city)),
            ("district", json!(self.district)),
            ("postal_code", json!(self.postal_code)),
            ("country", json!(self.country)),
            ("language", json!(self.language)),
            ("citizenship", json!(self.citizenship)),
            ("identity_code", json!(self.identity_code)),
            ("sex", json!(self.sex)),
            ("invoice_delivery", json!(self.invoice_delivery)),
            ("info1", json!(self.info1)),
            ("info2", json!(self.info2)),
            ("info3", json!(self.info3)),
            ("bill_to", json!(self.bill_to)),
            ("discounts", json!(self.discounts)),
            ("discounts_locked", json!(self.discounts_locked)),
            ("credit_allowed", json!(self.credit_allowed)),
            ("credit_limit", json!(self.credit_limit)),
            ("credit_document", json!(self.credit_document)),
            ("notes", json!(self.notes)),
            ("source", json!(self.source)),
        ])
    }
}

/// Stores a customer.
pub fn save(asked: &Save, line: &mut Line<'_>) -> Result<(), Problem> {
    let kept = match &asked.id {
        Some(id) => line.found("customer.get", given([("customer", json!(id))]), Reason::CustomerIncomplete)?,
        None => None,
    };
    let params = merged(kept.as_ref(), asked.fields.params(), &asked.clear, asked.id.as_deref());
    let answer = line.operate("customer.save", params)?;
    line.answered(&answer, |answer| show::ordered(answer, &super::ORDER))
}

/// What is there, with what is named in its place and without what is emptied.
fn merged(kept: Option<&Value>, named: Map<String, Value>, clear: &[String], id: Option<&str>) -> Map<String, Value> {
    let kept = kept.and_then(Value::as_object).into_iter().flatten();
    let mut record: Map<String, Value> = kept
        .filter(|(key, value)| FIELDS.contains(&key.as_str()) && !value.is_null())
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    clear.iter().for_each(|field| drop(record.remove(field)));
    record.extend(named);
    record.extend(given([("id", json!(id))]));
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscus_sdk::api::CustomerSaveRequest;
    use std::collections::BTreeSet;

    /// A field that the call takes and the command does not know would be lost with the next save.
    #[test]
    fn every_field_of_the_call_is_known() {
        let request = serde_json::to_value(CustomerSaveRequest::default()).expect("a request");
        let of_the_call: BTreeSet<&str> = request.as_object().expect("an object").keys().map(String::as_str).collect();
        let own = FIELDS.iter().copied().chain(["operation", "till", "operator", "id"]).collect();
        assert_eq!(of_the_call, own);
    }

    #[test]
    fn what_is_not_named_stays() {
        let kept = json!({
            "id": "c-1", "last_name": "Rossi", "phone": "1", "credit_allowed": true, "position": "3.00",
            "headroom": null, "turnover": "9.00",
        });
        let named = given([("phone", json!("2"))]);
        let saved = merged(Some(&kept), named.clone(), &["last_name".to_owned()], Some("c-1"));
        assert_eq!(Value::Object(saved), json!({ "id": "c-1", "phone": "2", "credit_allowed": true }));
        assert_eq!(Value::Object(merged(None, named, &[], None)), json!({ "phone": "2" }));
    }
}
