//! Operations, and notifications about them: `operation.*`, `operations.find`, `events.subscribe`.

use crate::Amount;
use jiff::civil;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{borrow::Cow, fmt};

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
    /// A long piece of work has come this far.
    Progress,
    /// Something was done outside the shop for a card, or could not be done yet.
    Delivery,
}
