//! What a till sends.

use crate::{
    Amount, Percent, Quantity, UncollectedCause,
    document::OtherOrigin,
    slip::{Style, Symbology},
};
use jiff::civil;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap, fmt};

/// No parameters.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Answers by question id; a key twice is an error.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Value>);

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Answers;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("answers by question id")
            }
            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Answers, A::Error> {
                let mut answers = BTreeMap::new();
                while let Some((key, Unique(value))) = map.next_entry::<String, Unique>()? {
                    if answers.insert(key.clone(), value).is_some() {
                        return Err(de::Error::custom(format!("duplicate field `{key}`")));
                    }
                }
                Ok(Answers(answers))
            }
        }
        from.deserialize_map(Visitor)
    }
}

/// Any value, in which no key is there twice.
struct Unique(Value);

/// How a JSON number arrives that keeps its own text.
const NUMBER: &str = "$serde_json::private::Number";

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Value;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
                Ok(text.into())
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
                let mut found = Vec::new();
                while let Some(Unique(item)) = items.next_element()? {
                    found.push(item);
                }
                Ok(Value::Array(found))
            }
            fn visit_map<A: de::MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
                let mut found = serde_json::Map::new();
                while let Some(key) = members.next_key::<String>()? {
                    if key == NUMBER {
                        let number = members.next_value::<String>()?.parse().map_err(de::Error::custom)?;
                        return Ok(Value::Number(number));
                    }
                    let Unique(value) = members.next_value()?;
                    if found.insert(key.clone(), value).is_some() {
                        return Err(de::Error::custom(format!("duplicate field `{key}`")));
                    }
                }
                Ok(Value::Object(found))
            }
        }
        from.deserialize_any(Visitor).map(Self)
    }
}

fn unique<'de, D: Deserializer<'de>>(from: D) -> Result<Value, D::Error> {
    Unique::deserialize(from).map(|unique| unique.0)
}

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

/// `card.load`, `card.quote`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadRequest {
    /// The operation's id.
    #[serde(default)]
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The card's number.
    pub card: String,
    /// What was typed; none: it is asked for.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// How it is paid, in order, as a receipt; never by card.
    #[serde(default)]
    pub payments: Vec<PaymentRequest>,
    /// Answers to questions asked before.
    #[serde(default)]
    pub answers: Answers,
    /// What was asked to be confirmed; nothing is in this version.
    #[serde(default)]
    pub confirm: Option<Value>,
}

/// `card.issue`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardIssueRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The card type's id.
    #[serde(rename = "type")]
    pub card_type: String,
    /// The number; none: one is made.
    #[serde(default)]
    pub number: Option<String>,
    /// The customer's id.
    #[serde(default)]
    pub customer: Option<String>,
    /// First day of validity.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub valid_from: Option<civil::Date>,
    /// Last day of validity.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub valid_until: Option<civil::Date>,
    /// Weekdays, `mon` to `sun`.
    #[serde(default)]
    pub weekdays: Vec<Weekday>,
    /// From what time of day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Time>,
    /// To what time of day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Time>,
    /// What pops up at the till when the card is used.
    #[serde(default)]
    pub message: Option<String>,
    /// Settings of this one card.
    #[serde(default, deserialize_with = "unique")]
    pub settings: Value,
    /// Whether the number's check digit is verified; none: as the card type says.
    #[serde(default)]
    pub luhn: Option<bool>,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// The word: `mon`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }
}

/// `card.get`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardGetRequest {
    /// The card's number.
    pub card: String,
}

/// `card.history`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardHistoryRequest {
    /// The card's number.
    pub card: String,
    /// From this day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Date>,
    /// To this day, inclusive.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Date>,
    /// At most so many (100; at most 1000).
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the list before.
    #[serde(default)]
    pub after: Option<String>,
}

/// `cards.find`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardsFindRequest {
    /// Which cards; none: all.
    #[serde(default)]
    pub filter: CardFilter,
    /// At most so many (100; at most 1000).
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the list before.
    #[serde(default)]
    pub after: Option<String>,
}

/// Which cards: all that is named must fit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardFilter {
    /// The number begins with this.
    #[serde(default)]
    pub number: Option<String>,
    /// The card type's id.
    #[serde(default, rename = "type")]
    pub card_type: Option<String>,
    /// The status.
    #[serde(default)]
    pub status: Option<String>,
    /// The customer's id.
    #[serde(default)]
    pub customer: Option<String>,
    /// The customer's name contains this.
    #[serde(default)]
    pub name: Option<String>,
}

/// `customer.save`: the record's fields beside the operation's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct CustomerSaveRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The customer's id; none: one is made. A record that is there is replaced as a whole.
    #[serde(default)]
    pub id: Option<String>,
    #[serde(default)]
    pub first_name: Option<String>,
    #[serde(default)]
    pub last_name: Option<String>,
    /// Company; one of company, first and last name is needed.
    #[serde(default)]
    pub company: Option<String>,
    /// Customer type, a word of the shop's own.
    #[serde(default, rename = "type")]
    pub customer_type: Option<String>,
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub birthday: Option<civil::Date>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub fax: Option<String>,
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub city: Option<String>,
    #[serde(default)]
    pub district: Option<String>,
    #[serde(default)]
    pub postal_code: Option<String>,
    #[serde(default)]
    pub country: Option<String>,
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub citizenship: Option<String>,
    /// Personal identity code.
    #[serde(default)]
    pub identity_code: Option<String>,
    #[serde(default)]
    pub sex: Option<String>,
    /// How invoices are delivered.
    #[serde(default)]
    pub invoice_delivery: Option<String>,
    #[serde(default)]
    pub info1: Option<String>,
    #[serde(default)]
    pub info2: Option<String>,
    #[serde(default)]
    pub info3: Option<String>,
    /// The customer who is invoiced for this one.
    #[serde(default)]
    pub bill_to: Option<String>,
    /// Names of discounts, the primary first.
    #[serde(default)]
    pub discounts: Vec<String>,
    /// Discounts are not changed automatically.
    #[serde(default)]
    pub discounts_locked: bool,
    /// Credit may be given; by default to nobody.
    #[serde(default)]
    pub credit_allowed: bool,
    /// How much credit; none: no cap; zero: no credit.
    #[serde(default)]
    pub credit_limit: Option<Amount>,
    /// `invoice` or `prepaid`.
    #[serde(default)]
    pub credit_document: Option<String>,
    /// What the cashier is told at each sale.
    #[serde(default)]
    pub notes: Option<String>,
    /// Where the record comes from.
    #[serde(default)]
    pub source: Option<String>,
}

/// `customer.get`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerGetRequest {
    /// The customer's id.
    pub customer: String,
}

/// `customer.settle`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerSettleRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The customer's id.
    pub customer: String,
    /// The credit receipts that are settled, by operation.
    #[serde(default)]
    pub operations: Vec<String>,
    /// Or how much is settled.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// How.
    #[serde(rename = "as")]
    pub settled_as: SettledAs,
    /// The invoice or receipt that says so.
    #[serde(default)]
    pub document: Option<String>,
}

/// How what a customer owes was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettledAs {
    /// It is on an invoice now.
    Invoiced,
    /// It was paid.
    Paid,
}

/// `operation.get`, `document.reprint`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetRequest {
    /// The operation's id.
    pub target: String,
}

/// `operation.resolve`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveRequest {
    /// The id of this operation.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who decides.
    #[serde(default)]
    pub operator: Option<String>,
    /// The operation in doubt.
    pub target: String,
    /// What is on the paper.
    #[serde(rename = "as")]
    pub resolved_as: Resolution,
    /// Why, for the record.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What a person found on the paper.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// It was printed, with these numbers.
    Printed(PrintedNumbers),
    /// It was not printed.
    NotPrinted,
    /// It was not printed; print it now.
    Retry,
}

/// The numbers on the paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintedNumbers {
    /// The Z period.
    #[serde(default)]
    pub z: Option<u32>,
    /// The number in it.
    #[serde(default)]
    pub number: Option<u32>,
    /// The day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub date: Option<civil::Date>,
    /// The total.
    #[serde(default)]
    pub total: Option<Amount>,
}

impl<'de> Deserialize<'de> for Resolution {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            printed: PrintedNumbers,
        }
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Resolution;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("{\"printed\": {\"z\", \"number\", \"date\", \"total\"}}, \"not_printed\" or \"retry\"")
            }
            fn visit_str<E: de::Error>(self, word: &str) -> Result<Resolution, E> {
                match word {
                    "not_printed" => Ok(Resolution::NotPrinted),
                    "retry" => Ok(Resolution::Retry),
                    _ => Err(E::invalid_value(de::Unexpected::Str(word), &self)),
                }
            }
            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Resolution, A::Error> {
                Ok(Resolution::Printed(Long::deserialize(de::value::MapAccessDeserializer::new(map))?.printed))
            }
        }
        from.deserialize_any(Visitor)
    }
}

impl JsonSchema for Resolution {
    fn schema_name() -> Cow<'static, str> {
        "Resolution".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let numbers = generator.subschema_for::<PrintedNumbers>();
        json_schema!({"anyOf": [
            {"enum": ["not_printed", "retry"]},
            {"type": "object", "required": ["printed"], "additionalProperties": false, "properties": {"printed": numbers}}
        ]})
    }
}

/// `operations.find`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OperationsFindRequest {
    /// The state.
    #[serde(default)]
    pub state: Option<String>,
    /// From this day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Date>,
    /// To this day, inclusive.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Date>,
    /// At most so many (100; at most 1000).
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the list before.
    #[serde(default)]
    pub after: Option<String>,
}

/// `slip.print`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlipRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The printer; none: where slips go.
    #[serde(default)]
    pub printer: Option<String>,
    /// What is on it.
    pub lines: Vec<SlipLineRequest>,
    /// How many (1; at most 10).
    #[serde(default)]
    pub copies: Option<u32>,
}

/// A line of a slip: a text, `{text, style}`, `{barcode, symbology}` or `{qr}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum SlipLineRequest {
    /// Text.
    Text(String),
    /// Text that looks otherwise.
    Styled {
        /// The text.
        text: String,
        /// How it looks.
        style: Style,
    },
    /// A bar code.
    Barcode {
        /// What it says.
        barcode: String,
        /// Its kind.
        symbology: Symbology,
    },
    /// A QR code.
    Qr {
        /// What it says.
        qr: String,
    },
}

impl<'de> Deserialize<'de> for SlipLineRequest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            text: Option<String>,
            style: Option<Style>,
            barcode: Option<String>,
            symbology: Option<Symbology>,
            qr: Option<String>,
        }
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = SlipLineRequest;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, {\"text\", \"style\"}, {\"barcode\", \"symbology\"} or {\"qr\"}")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<SlipLineRequest, E> {
                Ok(SlipLineRequest::Text(text.to_owned()))
            }
            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<SlipLineRequest, A::Error> {
                match Long::deserialize(de::value::MapAccessDeserializer::new(map))? {
                    Long { text: Some(text), style, barcode: None, symbology: None, qr: None } => {
                        Ok(SlipLineRequest::Styled { text, style: style.unwrap_or_default() })
                    }
                    Long { barcode: Some(barcode), symbology, text: None, style: None, qr: None } => {
                        Ok(SlipLineRequest::Barcode { barcode, symbology: symbology.unwrap_or(Symbology::Code128) })
                    }
                    Long { qr: Some(qr), text: None, style: None, barcode: None, symbology: None } => {
                        Ok(SlipLineRequest::Qr { qr })
                    }
                    _ => Err(de::Error::custom("exactly one of `text`, `barcode` and `qr`")),
                }
            }
        }
        from.deserialize_any(Visitor)
    }
}

impl JsonSchema for SlipLineRequest {
    fn schema_name() -> Cow<'static, str> {
        "SlipLineRequest".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let style = generator.subschema_for::<Style>();
        let symbology = generator.subschema_for::<Symbology>();
        json_schema!({"anyOf": [
            {"type": "string"},
            {"type": "object", "required": ["text"], "additionalProperties": false,
             "properties": {"text": {"type": "string"}, "style": style}},
            {"type": "object", "required": ["barcode"], "additionalProperties": false,
             "properties": {"barcode": {"type": "string"}, "symbology": symbology}},
            {"type": "object", "required": ["qr"], "additionalProperties": false, "properties": {"qr": {"type": "string"}}}
        ]})
    }
}

/// `printer.status`, `printer.open_drawer`, `printer.test`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrinterRequest {
    /// The printer; none: where receipts go.
    #[serde(default)]
    pub printer: Option<String>,
}

/// `printer.display`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisplayRequest {
    /// The printer; none: where receipts go.
    #[serde(default)]
    pub printer: Option<String>,
    /// One or two lines.
    pub lines: Vec<String>,
}

/// `printer.x_report`, `printer.z_report`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrinterOperationRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The printer; none: where receipts go.
    #[serde(default)]
    pub printer: Option<String>,
}

/// `printer.cash_in`, `printer.cash_out`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CashRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The printer; none: where receipts go.
    #[serde(default)]
    pub printer: Option<String>,
    /// How much, above zero.
    pub amount: Amount,
}

/// `events.subscribe`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubscribeRequest {
    /// Which kinds; none: all.
    #[serde(default)]
    pub kinds: Vec<EventKind>,
}

/// The kinds of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// An operation changed its state.
    Operation,
    /// A printer became `blocked` by a document in doubt, or `free` again.
    Printer,
    /// A later copy was printed.
    Slip,
}

/// `report.loads`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayRequest {
    /// The day, of the shop's zone.
    #[schemars(with = "String")]
    pub date: civil::Date,
}
