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
    ("printerFiscalReceipt checkOnly", true),
    ("printerNotFiscal", false),
    ("printXReport", false),
    ("printZReport", false),
    ("directIO 7106", false),
    ("openDrawer", true),
    ("displayText", true),
    ("resetPrinter", true),
    ("queryPrinterStatus", true),
    ("getInfo", true),
    ("getVatTotalsOnDemand", true),
    ("directIO 1003", true),
    ("directIO 1016", true),
    ("directIO 1017", true),
];

/// How many times longer than an ordinary exchange a closure, a return and a void may take.
pub(crate) const SLOW: u32 = 4;

/// The manifest. Constant.
pub(crate) fn manifest() -> Manifest {
    Manifest {
        id: "custom-xml".to_owned(),
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
        columns: 42,
        code_page: "seven bits: letters lose their marks, € prints as EUR".to_owned(),
        last_document: true,
        slow: [DocumentKind::Return, DocumentKind::Void, DocumentKind::XReport, DocumentKind::ZReport]
            .map(|kind| Slow { kind, factor: SLOW })
            .to_vec(),
        resend: RESEND
            .iter()
            .map(|(command, idempotent)| Resend { command: (*command).to_owned(), idempotent: *idempotent })
            .collect(),
        simulates: vec!["custom-xml".to_owned()],
        probes: vec![probe::probe()],
        settings: settings::schema::<Settings>(),
        ..Manifest::default()
    }
}
