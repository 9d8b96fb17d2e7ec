//! Secrets on paper: a slip holds marks until it goes to the printer, and only what is sent there holds the secret.

use super::{engine::Engine, operation::Body};
use crate::{
    flow::{Stop, check, marks},
    registry::Card,
};
use fiscus_sdk::{Document, Fault, Reason, Slip, document::SlipDocument, driver::Job, pin};
use std::borrow::Cow;

impl Engine {
    /// A card's secret; none: it has none.
    ///
    /// # Errors
    /// The key of the shop is another than that it was sealed with.
    pub fn secret_of(&self, card: &Card) -> Result<Option<String>, Fault> {
        card.secret.as_ref().map(|secret| self.key.unseal(&card.number, secret)).transpose()
    }

    /// What the printer of a paper is asked. `copy_mark` is printed first on a slip that may be there already.
    ///
    /// # Errors
    /// A secret cannot be read.
    pub(super) fn job(&self, body: &Body, place: usize, copy_mark: Option<&str>) -> Result<Job, Fault> {
        Ok(match body.papers[place].job(copy_mark) {
            Job::Print(Document::Slip(document)) => {
                let slip = self.filled(&document.slip, &body.cards)?;
                Job::Print(Document::Slip(SlipDocument { slip, ..document }))
            }
            job => job,
        })
    }

    /// A slip with the secrets that it shows. `coming` are cards that may not be registered yet.
    ///
    /// # Errors
    /// A secret cannot be read.
    pub(super) fn filled(&self, slip: &Slip, coming: &[Card]) -> Result<Slip, Fault> {
        let mut filled = slip.clone();
        for number in marks::cards(slip) {
            let known = match coming.iter().find(|card| card.number == number) {
                Some(card) => Some(card.clone()),
                None => self.ledger.card(&number).map_err(|error| super::cards::store_fault(&error))?,
            };
            let secret = known.map(|card| self.secret_of(&card)).transpose()?.flatten();
            let secret =
                secret.ok_or_else(|| Fault::new(Reason::Internal, "a slip shows a secret that is not there"))?;
            filled = marks::filled(&filled, &number, &secret);
        }
        Ok(filled)
    }

    /// A document as a driver is asked whether it can print it: with a secret of the same length that is none.
    ///
    /// # Errors
    /// A plugin shows a secret where it has no card.
    pub(super) fn advised<'d>(&self, document: &'d Document) -> Result<Cow<'d, Document>, Stop> {
        let Document::Slip(slip) = document else { return Ok(Cow::Borrowed(document)) };
        let (document, slip) = (slip, &slip.slip);
        if marks::unnamed(slip) {
            return Err(check::broken("a slip shows a secret where no card is made or sold"));
        }
        let sample = pin::nth(0);
        let mut slip = slip.clone();
        for number in marks::cards(&document.slip) {
            slip = marks::filled(&slip, &number, &sample);
        }
        Ok(Cow::Owned(Document::Slip(SlipDocument { slip, ..document.clone() })))
    }
}
