//! Who this driver is: links, documents, tenders, and which commands may be sent twice.

use crate::{probe, settings::Settings};
use fiscus_sdk::{
    DocumentKind, TenderKind,
    driver::{Link, Manifest, Resend, Slow},
    settings,
};

/// The commands, each with whether sending it twice does what sending it once does.
const RESEND: &[(&str, bool)] = &[
    ("1003", true),
    ("1008", true),
    ("1009", true),
    ("1012", true),
    ("1015", true),
    ("1016", true),
    ("1017", true),
    ("1104", true),
    ("3003", true),
    ("7007", true),
    ("7008", true),
    ("3301", false),
    ("3007", false),
    ("3010", false),
    ("3011", false),
    ("3012", false),
    ("3013", false),
    ("3019", true),
    ("4001", false),
    ("4003", false),
    ("4004", false),
    ("2002", false),
    ("2003", false),
    ("7101", false),
    ("7106", false),
    ("7114", false),
];

/// How many times longer a closure, a return and a void may take (G4).
pub(crate) const SLOW: u32 = 4;

/// The kinds that take so long.
pub(crate) const SLOW_KINDS: [DocumentKind; 4] =
    [DocumentKind::Return, DocumentKind::Void, DocumentKind::XReport, DocumentKind::ZReport];

/// The manifest. Constant.
pub(crate) fn manifest() -> Manifest {
    Manifest {
        id: "custom-serial".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        link: vec![Link::Tcp, Link::Serial],
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
        code_page: "seven bits; letters lose their marks, € prints as EUR".to_owned(),
        last_document: true,
        slow: SLOW_KINDS.map(|kind| Slow { kind, factor: SLOW }).to_vec(),
        resend: RESEND
            .iter()
            .map(|(command, idempotent)| Resend { command: (*command).to_owned(), idempotent: *idempotent })
            .collect(),
        simulates: vec!["custom-serial".to_owned()],
        probes: probe::probes(),
        settings: settings::schema::<Settings>(),
        ..Manifest::default()
    }
}
