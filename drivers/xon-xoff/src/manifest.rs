//! Who this driver is: a register that never answers.

use crate::settings::Settings;
use fiscus_sdk::{
    DocumentKind, TenderKind,
    driver::{Link, Manifest, Proof, Resend},
    settings,
};

/// The manifest. Constant.
pub(crate) fn manifest() -> Manifest {
    let resend = |(command, idempotent): (&str, bool)| Resend { command: command.to_owned(), idempotent };
    Manifest {
        id: "xon-xoff".to_owned(),
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
        columns: 46,
        code_page: "seven bits: letters lose their marks, € prints as EUR".to_owned(),
        last_document: false,
        proof: Proof::BytesAccepted,
        resend: [("k", true), ("K", true), ("a", true), ("%", true), ("document", false), ("1f", false), ("8F", false)]
            .map(resend)
            .to_vec(),
        simulates: vec!["xon-xoff".to_owned()],
        settings: settings::schema::<Settings>(),
        ..Manifest::default()
    }
}
