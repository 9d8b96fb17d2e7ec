//! Who this driver is: links, documents, tenders, and which requests may be sent twice.

use crate::{probe, settings::Settings};
use fiscus_sdk::{
    DocumentKind, TenderKind,
    driver::{Link, Manifest, Resend, Slow},
    settings,
};

/// The requests of the protocol, each with whether sending it twice does what sending it once does.
const RESEND: &[(&str, bool)] = &[
    ("printerFiscalReceipt", false),
    ("printerNonFiscal", false),
    ("printXReport", false),
    ("printZReport", false),
    ("printXZReport", false),
    ("printRecCash", false),
    ("openDrawer", true),
    ("displayText", true),
    ("resetPrinter", true),
    ("queryPrinterStatus", true),
    ("directIO 1387", true),
    ("directIO 2052", true),
    ("directIO 3217", true),
];

/// The manifest. Constant.
pub(crate) fn manifest() -> Manifest {
    Manifest {
        id: "epson-rt".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        link: vec![Link::Http],
        documents: vec![
            DocumentKind::Receipt,
            DocumentKind::Return,
            DocumentKind::Void,
            DocumentKind::Slip,
            DocumentKind::XReport,
            DocumentKind::ZReport,
            DocumentKind::CashIn,
            DocumentKind::CashOut,
        ],
        tenders: TenderKind::ALL.to_vec(),
        columns: 46,
        code_page: "Latin-1 letters; others lose their marks, € prints as EUR".to_owned(),
        last_document: true,
        slow: [DocumentKind::Return, DocumentKind::Void, DocumentKind::XReport, DocumentKind::ZReport]
            .map(|kind| Slow { kind, factor: 4 })
            .to_vec(),
        resend: RESEND
            .iter()
            .map(|(command, idempotent)| Resend { command: (*command).to_owned(), idempotent: *idempotent })
            .collect(),
        simulates: vec!["epson-rt".to_owned()],
        probes: vec![probe::probe()],
        settings: settings::schema::<Settings>(),
        ..Manifest::default()
    }
}
