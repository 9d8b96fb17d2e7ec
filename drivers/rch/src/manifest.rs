//! Who this driver is: links, documents, tenders, and which commands may be sent twice.

use crate::{probe, settings::Settings};
use fiscus_sdk::{
    DocumentKind, TenderKind,
    driver::{Link, Manifest, Resend, Slow},
    settings,
};

/// The commands of the protocol, each with whether sending it twice does what sending it once does.
const RESEND: &[(&str, bool)] = &[
    ("=R", false),
    ("=V", false),
    ("=S", true),
    ("=T", false),
    ("=r", false),
    ("=k", false),
    ("=o", false),
    ("=\"", false),
    ("=C10", false),
    ("=C1", true),
    ("=C2", true),
    ("=C3", true),
    ("=C4", true),
    ("=C453", true),
    ("=K", true),
    ("=a", true),
    ("=D", true),
    ("<</?s", true),
    ("<</?m", true),
    ("<</?7", true),
];

/// How many times longer than an ordinary exchange a closure, a return and a void may take.
pub(crate) const SLOW: u32 = 4;

/// The manifest. Constant. Cash in and out and the drawer have no command that is known (R10).
pub(crate) fn manifest() -> Manifest {
    Manifest {
        id: "rch".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        link: vec![Link::Tcp, Link::Serial, Link::Http],
        documents: vec![
            DocumentKind::Receipt,
            DocumentKind::Return,
            DocumentKind::Void,
            DocumentKind::Slip,
            DocumentKind::XReport,
            DocumentKind::ZReport,
        ],
        tenders: TenderKind::ALL.to_vec(),
        columns: 36,
        code_page: "seven bits: letters lose their marks, € prints as EUR".to_owned(),
        last_document: true,
        slow: [DocumentKind::Return, DocumentKind::Void, DocumentKind::XReport, DocumentKind::ZReport]
            .map(|kind| Slow { kind, factor: SLOW })
            .to_vec(),
        resend: RESEND
            .iter()
            .map(|(command, idempotent)| Resend { command: (*command).to_owned(), idempotent: *idempotent })
            .collect(),
        simulates: vec!["rch".to_owned(), "rch-http".to_owned()],
        probes: probe::probes(),
        settings: settings::schema::<Settings>(),
        ..Manifest::default()
    }
}
