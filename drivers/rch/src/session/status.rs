//! How the device is, as it tells it.

use super::Rch;
use crate::{exchange::End, reply};
use fiscus_sdk::{
    DocumentRef, Reason,
    driver::{OpenDocument, Paper, Status},
};

impl Rch {
    pub(super) fn status(&mut self, end: End) -> Status {
        let mut status = Status::default();
        match end {
            End::Done(said) => {
                if let Some(serial) = said.data.iter().find_map(|data| reply::serial(data)) {
                    self.name(serial);
                }
                status.serial.clone_from(&self.serial);
                match said.data.iter().find_map(|data| reply::State::read(data)) {
                    Some(state) => {
                        status.online = state.error == "0000";
                        status.document = match state.receipt {
                            0 => OpenDocument::None,
                            _ if state.management() => OpenDocument::Management,
                            _ => OpenDocument::Fiscal,
                        };
                        status.vendor = Some(state.error.clone());
                        if state.key != 'R' {
                            status.notes.push(format!("the key stands on {} and not on REG", state.key));
                        }
                        let known = self.known.clone().flatten().filter(|known| known.number == state.last);
                        let told = state.last.filter(|number| *number > 0);
                        status.last =
                            known.or(told.map(|number| DocumentRef { number: Some(number), ..DocumentRef::default() }));
                    }
                    None => status.notes.push("the device does not tell its state".to_owned()),
                }
            }
            End::Refused(fault, _) | End::Lost(fault) | End::Unreachable(fault) => {
                status.cover_open = fault.reason == Reason::CoverOpen;
                if fault.reason == Reason::PaperEnd {
                    status.paper = Paper::End;
                }
                status.vendor.clone_from(&fault.vendor_code);
                status.notes.push(format!("{}: {}", fault.reason, fault.detail));
            }
        }
        status
    }
}
