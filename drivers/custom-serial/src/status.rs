//! The device's numbers: which fault each is, and what it proves.

#[cfg(test)]
pub(crate) use fiscus_sdk::paper::custom::ERRORS;
pub(crate) use fiscus_sdk::paper::custom::{fault, open_document};
use fiscus_sdk::{DocumentKind, Reason, paper::No};

/// Whether the device only says that it cannot answer now: it may be at the very thing it was told.
pub(crate) fn busy(number: u32) -> bool {
    fault(number).reason == Reason::PrinterBusy
}

/// A number that is a no of the business.
pub(crate) fn refused(kind: DocumentKind, number: u32) -> Option<No> {
    match (kind, number) {
        (DocumentKind::CashOut, 136) => Some(No::Drawer),
        (DocumentKind::Return | DocumentKind::Void, 8) => Some(No::Returned),
        // More than is left of the original.
        (DocumentKind::Return | DocumentKind::Void, 11 | 141) => Some(No::Correction(number.to_string())),
        _ => None,
    }
}
