//! Who this driver is: slips and nothing else, and which requests may be sent twice.

use crate::{probe, settings::Settings};
use fiscus_sdk::{
    DocumentKind,
    driver::{Link, Manifest, Resend},
    settings,
};

const RESEND: &[(&str, bool)] = &[("DLE EOT", true), ("GS r", true), ("ESC @", true), ("ESC p", true), ("slip", false)];

/// The manifest. Constant.
pub(crate) fn manifest() -> Manifest {
    Manifest {
        id: "escpos".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        link: vec![Link::Tcp, Link::Serial, Link::File],
        documents: vec![DocumentKind::Slip],
        columns: 42,
        code_page: "cp858, or what settings.code_page names; others lose their marks".to_owned(),
        resend: RESEND
            .iter()
            .map(|(command, idempotent)| Resend { command: (*command).to_owned(), idempotent: *idempotent })
            .collect(),
        simulates: vec!["escpos".to_owned()],
        probes: probe::probes(),
        settings: settings::schema::<Settings>(),
        ..Manifest::default()
    }
}
