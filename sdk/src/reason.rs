//! The two families of no: a refusal (the business says no) and a fault (device, link, library, disk).
//!
//! A reason is stable and for programs; the sentence beside it is for people, in the shop's language,
//! and says what to do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! reasons {
    ($($family:ident { $(#[doc = $about:literal] $name:ident),* $(,)? })*) => {
        /// Why something was not done. Each word is stable; `docs/reference.md` lists them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Reason { $($(#[doc = $about] $name,)*)* }

        impl Reason {
            /// Every reason there is.
            pub const ALL: &'static [Reason] = &[$($(Reason::$name,)*)*];
            /// What it means, in a sentence.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $($(Reason::$name => $about.trim_ascii(),)*)* }
            }
            /// Whether the business said no, or something broke.
            #[must_use]
            pub fn family(self) -> Family {
                match self { $($(Reason::$name => Family::$family,)*)* }
            }
        }
    };
}

/// The two families of no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// The business says no: final for this operation.
    Refusal,
    /// A device, a link, a library or the disk failed.
    Fault,
}

reasons! {
    Refusal {
        /// No such card.
        CardUnknown,
        /// The card's status does not let it be used.
        CardNotActive,
        /// The card's validity is over.
        CardExpired,
        /// The card's type cannot do this.
        CardWrongType,
        /// The number's check digit is wrong.
        LuhnFailed,
        /// The PIN is wrong.
        PinWrong,
        /// Too many wrong PINs.
        PinThrottled,
        /// Not enough on the card, and no credit agreed.
        InsufficientBalance,
        /// This customer is given no credit.
        CreditNotAllowed,
        /// More than the agreed credit.
        CreditLimitExceeded,
        /// More than may be spent in a day.
        DailyLimitExceeded,
        /// More than may be loaded at once.
        AmountAboveMaximum,
        /// Not an amount for this.
        AmountInvalid,
        /// Not enough points.
        BonusInsufficient,
        /// Nothing can be loaded on this card.
        NotLoadable,
        /// This may not be returned.
        ReturnNotAllowed,
        /// It has been returned or voided already.
        AlreadyReturned,
        /// The original document is not known.
        OriginalNotFound,
        /// The status forbids it.
        StatusForbids,
        /// No profile.
        ProfileMissing,
        /// No such partner.
        PartnerUnknown,
        /// No printer for this.
        PrinterNotConfigured,
        /// The printer, or the library, cannot express it.
        CapabilityMissing,
        /// No such department.
        DepartmentUnknown,
        /// The customer is missing, or lacks data.
        CustomerIncomplete,
        /// The tax code is wrong.
        TaxCodeInvalid,
        /// The payments do not cover the total.
        PaymentsIncomplete,
        /// The operation's id was used with other parameters.
        OperationConflict,
        /// No such operation.
        OperationUnknown,
        /// It must be confirmed first.
        ConfirmationNeeded,
        /// Not permitted to this operator.
        NotPermitted,
    }
    Fault {
        /// The printer does not answer.
        PrinterOffline,
        /// No paper.
        PaperEnd,
        /// The cover is open.
        CoverOpen,
        /// The printer is busy.
        PrinterBusy,
        /// The printer refused, with a code of its maker.
        PrinterError,
        /// An earlier document of this printer is unresolved.
        PrinterInDoubt,
        /// A library failed or broke a rule.
        PluginFailed,
        /// A library took too long.
        PluginOvertime,
        /// The ledger cannot be reached.
        LedgerUnavailable,
        /// The disk is full.
        DiskFull,
        /// A defect of Fiscus itself.
        Internal,
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(word)) => f.pad(&word),
            _ => f.pad("internal"),
        }
    }
}

/// The business says no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Refusal {
    /// Stable, for programs.
    pub reason: Reason,
    /// For people, in the shop's language: what is wrong and what to do.
    pub text: String,
}

impl Refusal {
    /// A refusal with its sentence.
    pub fn new(reason: Reason, text: impl Into<String>) -> Self {
        Self { reason, text: text.into() }
    }
}

/// Something broke: a device, a link, a library, the disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fault {
    /// Stable, for programs.
    pub reason: Reason,
    /// The maker's own code, unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor_code: Option<String>,
    /// What exactly happened, for the log and the technician (English).
    #[serde(default)]
    pub detail: String,
}

impl Fault {
    /// A fault with what exactly happened.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, vendor_code: None, detail: detail.into() }
    }
    /// The same fault with the maker's code.
    #[must_use]
    pub fn vendor(mut self, code: impl Into<String>) -> Self {
        self.vendor_code = Some(code.into());
        self
    }
}

/// What is wrong with a configuration, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The path of the setting at fault inside `settings`, outermost first; empty: the settings as a whole.
    #[serde(default)]
    pub path: Vec<String>,
    /// What is wrong and what would be right (English: it is for the installer).
    pub text: String,
}

impl Problem {
    /// A problem of the setting at `path`, written with dots: `"payments.electronic"`.
    pub fn at(path: &str, text: impl Into<String>) -> Self {
        let path = if path.is_empty() { Vec::new() } else { path.split('.').map(str::to_owned).collect() };
        Self { path, text: text.into() }
    }
}
