//! Receipts, returns and voids: `receipt.*`.

use super::Answers;
use crate::{
    Amount, Percent, Quantity, UncollectedCause,
    document::{OtherOrigin, plain_serial},
};
use jiff::civil;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;
use std::{borrow::Cow, fmt};

/// `receipt.issue`, `receipt.quote`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptRequest {
    /// The operation's id: 1 to 64 characters 0x21 to 0x7E, made up and stored by the till before it calls.
    #[serde(default)]
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// What is sold.
    pub lines: Vec<LineRequest>,
    /// Discounts and surcharges.
    #[serde(default)]
    pub adjustments: Vec<AdjustmentRequest>,
    /// Presented cards, in order.
    #[serde(default)]
    pub cards: Vec<PresentedCard>,
    /// How it is paid, in order.
    #[serde(default)]
    pub payments: Vec<PaymentRequest>,
    /// The customer.
    #[serde(default)]
    pub customer: Option<ReceiptCustomer>,
    /// Lines after the receipt.
    #[serde(default)]
    pub footer: Vec<String>,
    /// Answers to questions asked before.
    #[serde(default)]
    pub answers: Answers,
    /// What was asked to be confirmed; nothing is in this version.
    #[serde(default)]
    pub confirm: Option<Value>,
}

/// A line of a receipt.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineRequest {
    /// Unique in the receipt; none: its place, from 1.
    #[serde(default)]
    pub id: Option<String>,
    /// What is printed; none: the department's description.
    #[serde(default)]
    pub description: Option<String>,
    /// The article.
    #[serde(default)]
    pub article: Option<String>,
    /// The category.
    #[serde(default)]
    pub category: Option<String>,
    /// The department's id.
    pub department: String,
    /// How many; none: one.
    #[serde(default)]
    pub quantity: Option<Quantity>,
    /// The price of one.
    pub price: Amount,
}

/// A discount or a surcharge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentRequest {
    /// The line; none: the subtotal.
    #[serde(default)]
    pub line: Option<String>,
    /// Less to pay, or more.
    pub kind: AdjustmentKind,
    /// By this amount, above zero; or else `percent`.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// By this percentage, above zero; or else `amount`.
    #[serde(default)]
    pub percent: Option<Percent>,
    /// What is printed.
    #[serde(default)]
    pub description: Option<String>,
}

/// Which way a price changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentKind {
    /// Less to pay.
    Discount,
    /// More to pay.
    Surcharge,
}

/// A presented card: its number, or its number and a usage mode.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PresentedCard {
    /// The number.
    pub card: String,
    /// The usage mode chosen at the till.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
}

impl<'de> Deserialize<'de> for PresentedCard {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            card: String,
            #[serde(default)]
            mode: Option<String>,
        }
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = PresentedCard;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a card number, or {\"card\": …, \"mode\": …}")
            }
            fn visit_str<E: de::Error>(self, card: &str) -> Result<PresentedCard, E> {
                Ok(PresentedCard { card: card.to_owned(), mode: None })
            }
            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<PresentedCard, A::Error> {
                let long = Long::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(PresentedCard { card: long.card, mode: long.mode })
            }
        }
        from.deserialize_any(Visitor)
    }
}

impl JsonSchema for PresentedCard {
    fn schema_name() -> Cow<'static, str> {
        "PresentedCard".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [
            {"type": "string"},
            {"type": "object", "required": ["card"], "additionalProperties": false,
             "properties": {"card": {"type": "string"}, "mode": {"type": ["string", "null"]}}}
        ]})
    }
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentRequest {
    /// What it is paid with.
    pub tender: TenderWord,
    /// How much; none: the rest. Only cash may exceed what is due.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// The card, for `card`.
    #[serde(default)]
    pub card: Option<String>,
    /// How many tickets, for `meal_ticket`.
    #[serde(default)]
    pub count: Option<u32>,
    /// Why nothing is collected, for `uncollected`.
    #[serde(default)]
    pub cause: Option<UncollectedCause>,
}

/// What can be paid with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenderWord {
    /// Cash.
    Cash,
    /// A cheque.
    Cheque,
    /// A bank card.
    Electronic,
    /// Meal tickets.
    MealTicket,
    /// A multi-use voucher that is not a card of ours.
    MultiUseVoucher,
    /// A card of the shop.
    Card,
    /// Nothing is collected.
    Uncollected,
    /// A discount at payment.
    PaymentDiscount,
}

/// The customer of a receipt.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptCustomer {
    /// The id in the shop's registry.
    #[serde(default)]
    pub id: Option<String>,
    /// Tax code or VAT number to print.
    #[serde(default)]
    pub tax_code: Option<String>,
    /// Code of the receipt lottery.
    #[serde(default)]
    pub lottery_code: Option<String>,
}

/// `receipt.return`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The document the goods were sold with.
    pub original: OriginalRequest,
    /// What comes back; none: all that has not come back yet.
    #[serde(default)]
    pub lines: Vec<ReturnLine>,
    /// How it is given back; none: as it was paid (a foreign original: in cash).
    #[serde(default)]
    pub refund: Option<Refund>,
    /// Lines after the document.
    #[serde(default)]
    pub footer: Vec<String>,
    /// Answers to questions asked before.
    #[serde(default)]
    pub answers: Answers,
    /// What was asked to be confirmed; nothing is in this version.
    #[serde(default)]
    pub confirm: Option<Value>,
}

/// The document that goods come back from: an operation's id, or a document that is not ours.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum OriginalRequest {
    /// An operation of ours.
    Operation(String),
    /// A document of a fiscal device, by its numbers.
    Document(OriginalDocument),
    /// A document that no device's memory knows.
    Other(OriginalOther),
}

/// A document of a fiscal device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OriginalDocument {
    /// The Z period.
    pub z: u32,
    /// The number in it.
    pub number: u32,
    /// The day.
    #[schemars(with = "String")]
    pub date: civil::Date,
    /// The device's serial; none: the printer's own.
    #[serde(default)]
    pub serial: Option<String>,
}

/// A document that no device's memory knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OriginalOther {
    /// `pos`, `vr` or `nd`.
    pub kind: OtherOrigin,
    /// The day.
    #[schemars(with = "String")]
    pub date: civil::Date,
}

impl<'de> Deserialize<'de> for OriginalRequest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            z: Option<u32>,
            number: Option<u32>,
            date: civil::Date,
            serial: Option<String>,
            kind: Option<OtherOrigin>,
        }
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = OriginalRequest;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an operation's id, {\"z\", \"number\", \"date\", \"serial\"}, or {\"kind\", \"date\"}")
            }
            fn visit_str<E: de::Error>(self, id: &str) -> Result<OriginalRequest, E> {
                Ok(OriginalRequest::Operation(id.to_owned()))
            }
            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<OriginalRequest, A::Error> {
                match Long::deserialize(de::value::MapAccessDeserializer::new(map))? {
                    Long { z: Some(z), number: Some(number), date, serial, kind: None } => {
                        // However it was typed; where nothing was, the printer's own is meant.
                        let serial = serial.map(|typed| plain_serial(&typed)).filter(|serial| !serial.is_empty());
                        Ok(OriginalRequest::Document(OriginalDocument { z, number, date, serial }))
                    }
                    Long { z: None, number: None, serial: None, date, kind: Some(kind) } => {
                        Ok(OriginalRequest::Other(OriginalOther { kind, date }))
                    }
                    _ => Err(de::Error::custom("either `z`, `number` and `date`, or `kind` and `date`")),
                }
            }
        }
        from.deserialize_any(Visitor)
    }
}

impl JsonSchema for OriginalRequest {
    fn schema_name() -> Cow<'static, str> {
        "OriginalRequest".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let document = generator.subschema_for::<OriginalDocument>();
        let other = generator.subschema_for::<OriginalOther>();
        json_schema!({"anyOf": [{"type": "string"}, document, other]})
    }
}

/// What comes back: a line of an original of ours with a quantity, or a free line of a foreign one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnLine {
    /// The line's id in the original.
    #[serde(default)]
    pub line: Option<String>,
    /// How many; none: all that are left (of a line), one (of a free line).
    #[serde(default)]
    pub quantity: Option<Quantity>,
    /// What is printed, for a free line.
    #[serde(default)]
    pub description: Option<String>,
    /// The department's id, for a free line.
    #[serde(default)]
    pub department: Option<String>,
    /// The price of one, for a free line.
    #[serde(default)]
    pub price: Option<Amount>,
}

/// How a return is given back.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refund {
    /// In the same proportion as it was paid.
    AsPaid,
    /// In cash.
    Cash,
    /// Onto a card.
    Card(String),
}

impl<'de> Deserialize<'de> for Refund {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            card: String,
        }
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Refund;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"as_paid\", \"cash\" or {\"card\": number}")
            }
            fn visit_str<E: de::Error>(self, word: &str) -> Result<Refund, E> {
                match word {
                    "as_paid" => Ok(Refund::AsPaid),
                    "cash" => Ok(Refund::Cash),
                    _ => Err(E::invalid_value(de::Unexpected::Str(word), &self)),
                }
            }
            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Refund, A::Error> {
                Ok(Refund::Card(Long::deserialize(de::value::MapAccessDeserializer::new(map))?.card))
            }
        }
        from.deserialize_any(Visitor)
    }
}

impl JsonSchema for Refund {
    fn schema_name() -> Cow<'static, str> {
        "Refund".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [
            {"enum": ["as_paid", "cash"]},
            {"type": "object", "required": ["card"], "additionalProperties": false, "properties": {"card": {"type": "string"}}}
        ]})
    }
}

/// `receipt.void`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The id of the operation that is undone: a receipt or a load.
    pub original: String,
    /// What was asked to be confirmed; nothing is in this version.
    #[serde(default)]
    pub confirm: Option<Value>,
}
