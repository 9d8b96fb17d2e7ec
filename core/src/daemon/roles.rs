//! Who may call what: one table of the methods, the least role for each. Pure. Source: S4-01, F15

use crate::config::Role;
use fiscus_sdk::api::{self, Method};

/// What a call needs of who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: everybody who may open the socket.
    Nothing,
    /// This role or a higher one.
    Role(Role),
}

/// What a method needs; none: there is no such method.
#[must_use]
pub fn need(method: &str) -> Option<Need> {
    let role = match method {
        api::DaemonInfo::NAME | api::SessionLogin::NAME | api::SessionLogout::NAME | api::SessionGet::NAME => {
            return Some(Need::Nothing);
        }
        // What happens at a till, and what a cashier must see for it.
        api::ReceiptQuote::NAME
        | api::ReceiptIssue::NAME
        | api::ReceiptReturn::NAME
        | api::ReceiptVoid::NAME
        | api::CardQuote::NAME
        | api::CardLoad::NAME
        | api::CardIssue::NAME
        | api::CardUse::NAME
        | api::CardGet::NAME
        | api::CardHistory::NAME
        | api::CardsFind::NAME
        | api::CatalogLists::NAME
        | api::CatalogSellable::NAME
        | api::CustomerSave::NAME
        | api::CustomerGet::NAME
        | api::CustomersFind::NAME
        | api::CustomerPicture::NAME
        | api::OperationGet::NAME
        | api::OperationsFind::NAME
        | api::SlipPrint::NAME
        | api::DocumentReprint::NAME
        | api::PrinterList::NAME
        | api::PrinterStatus::NAME
        | api::PrinterOpenDrawer::NAME
        | api::PrinterDisplay::NAME
        | api::PrinterTest::NAME
        | api::PrinterXReport::NAME
        | api::EventsSubscribe::NAME => Role::Cashier,
        // The back office, and what ends a day or a doubt.
        api::CardReveal::NAME
        | api::CardsGenerate::NAME
        | api::CardsMove::NAME
        | api::CardsExport::NAME
        | api::CardsPrint::NAME
        | api::CardsZero::NAME
        | api::CardsTrack::NAME
        | api::CardSave::NAME
        | api::PartnerSave::NAME
        | api::PartnersFind::NAME
        | api::CustomerExport::NAME
        | api::CustomerErase::NAME
        | api::CustomerSavePicture::NAME
        | api::CustomerSettle::NAME
        | api::DiscountsReview::NAME
        | api::OperationResolve::NAME
        | api::PrinterZReport::NAME
        | api::PrinterCashIn::NAME
        | api::PrinterCashOut::NAME
        | api::ReportLoads::NAME
        | api::ReportLiability::NAME
        | api::ReportCards::NAME
        | api::ReportStatement::NAME
        | api::ReportDiscounts::NAME
        | api::ReportStock::NAME
        | api::ReportExport::NAME
        | api::DeliveriesFind::NAME => Role::Manager,
        _ => return None,
    };
    Some(Need::Role(role))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F15: a method that is new must be given its place in the table.
    #[test]
    fn every_method_has_its_place() {
        let missing: Vec<&&str> = api::NAMES.iter().filter(|method| need(method).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert_eq!(need("receipt.burn"), None);
    }
}
