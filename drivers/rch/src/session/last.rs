//! The last document of the device, as far as it is known: read from the journal, kept, and compared.

use super::{Printing, Rch, State, done, failed};
use crate::{
    past::{self, Past, Reading, Turn},
    reply,
};
use fiscus_sdk::{
    Amount, DocumentRef, Fault, Reason,
    driver::{Outcome, Reply, Step},
    proof::follows,
};

impl Rch {
    /// What the journal says of a document that was printed; without it the number is the next one (G22). Nothing
    /// guards its digits: another total than the planned one is told where it is read twice.
    pub(super) fn confirm(
        &mut self,
        past: Past,
        planned: Option<Amount>,
        first: Option<Box<DocumentRef>>,
        turn: Turn,
        now: u64,
    ) -> Step {
        let found = match turn {
            Turn::Ask(batch) => {
                self.state = State::Confirm(past, planned, first);
                return self.exchange.begin(batch);
            }
            Turn::Done(Reading { document: Some((found, _)), .. }, _) if self.plausible(&found) => Some(found),
            Turn::Done(Reading { document: Some((found, _)), .. }, _) if self.either(&found, planned) => {
                let text = "printed, and somebody else printed at the same moment: which number is whose is not known";
                return Step::Done(Outcome::Unknown(Fault::new(Reason::PrinterError, text)));
            }
            Turn::Done(..) | Turn::Failed(_) | Turn::Wait(_) => None,
        };
        let first = first.filter(|first| self.plausible(first));
        match (found, first) {
            (Some(found), None) if found.total != planned => {
                let past = Past::printed(&self.setup, now);
                self.read(past, |past| State::Confirm(past, planned, Some(Box::new(found))))
            }
            (Some(found), Some(first)) if found.total != planned && found.total != first.total => {
                let found = self.learned(DocumentRef { total: None, ..found });
                done(Reply::Printed(found))
            }
            (Some(found), _) => done(Reply::Printed(self.learned(found))),
            (None, Some(first)) => done(Reply::Printed(self.learned(DocumentRef { total: None, ..*first }))),
            (None, None) => {
                let next = self.known.clone().flatten().map(|known| DocumentRef {
                    z: known.z,
                    number: known.number.map(|number| number + 1),
                    ..DocumentRef::default()
                });
                let next = DocumentRef { serial: self.serial.clone(), ..next.unwrap_or_default() };
                if next.number.is_some() {
                    self.known = Some(Some(next.clone()));
                }
                done(Reply::Printed(next))
            }
        }
    }

    /// Whether a document is the direct successor of the last one that is known; where none is known, any is.
    fn plausible(&self, found: &DocumentRef) -> bool {
        match &self.known {
            Some(Some(before)) => follows(before, found),
            Some(None) => found.number == Some(1),
            None => true,
        }
    }

    /// Whether a later document than the next one may be ours as well as one before it: right behind the next one it is
    /// somebody else's where its total is.
    fn either(&self, found: &DocumentRef, planned: Option<Amount>) -> bool {
        let Some(known) = &self.known else { return false };
        let (z, number) = known.as_ref().map_or((None, Some(0)), |known| (known.z, known.number));
        let second = found.number == number.map(|number| number + 2) && (z.is_none() || found.z == z);
        let others = second && found.total.is_some_and(|total| Some(total) != planned);
        (found.z, found.number) > (z, number) && !others
    }

    /// Whether the device counts another last document than the one that is known: somebody else has printed. Right
    /// after a closure it counts none.
    pub(super) fn behind(&self, state: &reply::State) -> bool {
        let known = self.known.as_ref().map(|known| known.as_ref().and_then(|known| known.number).unwrap_or(0));
        let counted = state.last.filter(|last| self.counts && *last > 0);
        known.zip(counted).is_some_and(|(known, counted)| known != counted)
    }

    /// Reads the journal once more before a document, so that what follows its last one is ours.
    pub(super) fn catch_up(&mut self, printing: Box<Printing>, past: Past, turn: Turn) -> Step {
        match turn {
            Turn::Ask(batch) => {
                self.state = State::CatchUp(printing, past);
                return self.exchange.begin(batch);
            }
            Turn::Done(Reading { document: Some((found, _)), .. }, _) => {
                let before = self.known.clone().flatten();
                let same = before.is_some_and(|before| before.z == found.z && before.number == found.number);
                // What the device counts is something else: it is not asked again.
                self.counts = !same;
                self.learned(found);
            }
            // What nobody could read stays as it was.
            Turn::Done(..) | Turn::Failed(_) | Turn::Wait(_) => {}
        }
        self.make_ready(printing)
    }

    fn learned(&mut self, mut found: DocumentRef) -> DocumentRef {
        if found.serial.is_none() {
            found.serial.clone_from(&self.serial);
        }
        self.known = Some(Some(found.clone()));
        found
    }

    pub(super) fn turn(&mut self, past: Past, turn: Turn) -> Step {
        match turn {
            Turn::Ask(batch) => {
                self.state = State::Past(past);
                self.exchange.begin(batch)
            }
            Turn::Wait(milliseconds) => {
                self.state = State::Past(past);
                Step::Wait(milliseconds)
            }
            Turn::Failed(fault) => failed(fault),
            Turn::Done(mut reading, settled) => {
                self.dirty = false;
                match reading.document.take() {
                    Some((found, kind)) => {
                        let told = found.serial.clone();
                        let mut found = self.learned(found);
                        // Another device may stand at the end of a new line; a recovery asks for what was printed before.
                        if self.exchange.renewed() && !past.twice() {
                            found.serial = told;
                            self.known = Some(Some(found.clone()));
                        }
                        reading.document = Some((found, kind));
                    }
                    // Two readings that differ tell nothing.
                    None => self.known = (settled || !past.twice()).then_some(None),
                }
                done(Reply::Last(past::last(reading, settled)))
            }
        }
    }
}
