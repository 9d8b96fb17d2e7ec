//! Printers and slips: `printer.*`, `slip.print`.

use crate::{
    Amount,
    slip::{Style, Symbology},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{borrow::Cow, fmt};

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
    /// The till: without a printer the one where its receipts go.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
}

/// `printer.display`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisplayRequest {
    /// The printer; none: where receipts go.
    #[serde(default)]
    pub printer: Option<String>,
    /// The till: without a printer the one where its receipts go.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
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
