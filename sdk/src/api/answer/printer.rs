//! What a till is told of printers.

use super::EvidencePoint;
use crate::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A printer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PrinterAnswer {
    /// Its id.
    pub printer: String,
    /// Its driver.
    pub driver: String,
    /// What it is connected with, without secrets.
    pub connection: String,
    /// The kinds of documents it can print.
    pub documents: Vec<DocumentKind>,
    /// The operation that blocks its fiscal documents until it is resolved.
    pub in_doubt: Option<String>,
}

/// How a printer is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatusAnswer {
    /// Its id.
    pub printer: String,
    /// Whether it answers and can print.
    pub online: bool,
    /// `ok`, `low` or `end`; `unknown` where it does not answer.
    pub paper: String,
    /// `closed` or `open`; or `unknown`.
    pub cover: String,
    /// `none`, `fiscal` or `management`; or `unknown`.
    pub document: String,
    /// Its serial.
    pub serial: Option<String>,
    /// Its last fiscal document.
    pub last: Option<EvidencePoint>,
    /// The operation that blocks its fiscal documents until it is resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_doubt: Option<String>,
    /// The maker's own status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// What a technician should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
