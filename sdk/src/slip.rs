//! A slip: non-fiscal text for a person. The driver wraps it to its paper.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A non-fiscal slip.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// Whom it is for.
    #[serde(default)]
    pub copy: SlipCopy,
    /// What is on it, in order.
    pub lines: Vec<SlipLine>,
}

impl Slip {
    /// The same slip with every text of it, codes included, as `change` makes it.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        let lines = self.lines.iter().map(|line| match line {
            SlipLine::Text { text, style } => SlipLine::Text { text: change(text), style: *style },
            SlipLine::Columns { left, right, style } => {
                SlipLine::Columns { left: change(left), right: change(right), style: *style }
            }
            SlipLine::Rule => SlipLine::Rule,
            SlipLine::Barcode { data, symbology } => SlipLine::Barcode { data: change(data), symbology: *symbology },
            SlipLine::Qr { data } => SlipLine::Qr { data: change(data) },
        });
        Self { copy: self.copy, lines: lines.collect() }
    }

    /// Every text of it, codes included.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().flat_map(|line| {
            let texts: [Option<&str>; 2] = match line {
                SlipLine::Text { text: data, .. } | SlipLine::Barcode { data, .. } | SlipLine::Qr { data } => {
                    [Some(data), None]
                }
                SlipLine::Columns { left, right, .. } => [Some(left), Some(right)],
                SlipLine::Rule => [None, None],
            };
            texts.into_iter().flatten()
        })
    }
}

/// Whom a slip is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlipCopy {
    /// The customer.
    #[default]
    Customer,
    /// The drawer of the till, beside the cash float.
    Drawer,
}

/// A line of a slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipLine {
    /// Text; wrapped at words where it is too long.
    Text {
        /// The text.
        text: String,
        /// How it looks.
        #[serde(default)]
        style: Style,
    },
    /// Two columns: `left` at the left edge, `right` at the right edge, on one line where they fit.
    Columns {
        /// At the left edge.
        left: String,
        /// At the right edge; never cut.
        right: String,
        /// How it looks.
        #[serde(default)]
        style: Style,
    },
    /// A rule across the paper.
    Rule,
    /// A bar code.
    Barcode {
        /// What it says.
        data: String,
        /// Its kind.
        symbology: Symbology,
    },
    /// A QR code.
    Qr {
        /// What it says.
        data: String,
    },
}

impl SlipLine {
    /// A plain line of text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), style: Style::Normal }
    }
    /// A bold line of text.
    pub fn bold(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), style: Style::Bold }
    }
    /// A label at the left and a value at the right.
    pub fn columns(left: impl Into<String>, right: impl Into<String>) -> Self {
        Self::Columns { left: left.into(), right: right.into(), style: Style::Normal }
    }
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Plain.
    #[default]
    Normal,
    /// Bold.
    Bold,
    /// Twice as wide.
    Wide,
    /// Twice as high.
    Tall,
}

/// The kind of a bar code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Symbology {
    /// EAN-13.
    Ean13,
    /// EAN-8.
    Ean8,
    /// UPC-A.
    UpcA,
    /// Code 39.
    Code39,
    /// Interleaved 2 of 5.
    Itf,
    /// Codabar.
    Codabar,
    /// Code 128.
    Code128,
}

/// A card's number as paper may show it: the last four characters.
#[must_use]
pub fn masked(number: &str) -> String {
    let length = number.chars().count();
    if length <= 4 {
        "****".to_owned()
    } else {
        format!("**** {}", number.chars().skip(length - 4).collect::<String>())
    }
}
