//! A write made ready by the one who asks for it: what can never be done is refused, and all that needs no
//! database (JSON, digests) is done, before the writer is bothered.

use crate::{
    journal::{OperationRow, Record, chain},
    ledger::{Account, Outgoing, Owner, Posting, Reservation, Step, Write, WriteError},
    registry::{Card, Partner},
};
use fiscus_sdk::account::unit_of;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A write that is ready.
pub(super) struct Request {
    pub write: Write,
    pub cards: Vec<CardRow>,
    pub customers: Vec<CustomerRow>,
    pub partners: Vec<PartnerRow>,
    /// Number and JSON of each effect.
    pub effects: Vec<(String, String)>,
    /// JSON of the postings of a reservation.
    pub postings: String,
    /// JSON of the [`Mention`]s.
    pub rows: String,
}

/// A card as its table has it.
pub(crate) struct CardRow {
    pub number: String,
    pub card_type: String,
    pub status: String,
    pub holder: String,
    pub customer: Option<String>,
    /// Since version 2 of the tables.
    pub profile: Option<String>,
    pub batch: Option<String>,
    pub partner: Option<String>,
    /// The index of its secret.
    pub pin: Option<String>,
    pub body: String,
}

/// A customer as its table has it.
pub(crate) struct CustomerRow {
    pub id: String,
    /// In lower case, to be searched.
    pub name: String,
    pub body: String,
}

/// A partner as its table has it.
pub(crate) struct PartnerRow {
    pub id: String,
    /// In lower case, to be searched.
    pub name: String,
    pub body: String,
}

/// The tables whose rows a record answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Table {
    Operation,
    Card,
    Customer,
    Partner,
    /// A customer's picture.
    Picture,
    /// All that an operation put into the outbox.
    Outbox,
}

/// A row that a record answers for: its table, its key, its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mention(pub Table, pub String, pub String);

impl Request {
    pub fn new(write: Write) -> Result<Self, WriteError> {
        let reservation = match &write.step {
            Step::Reserve(reservation) | Step::Post(reservation) => Some(reservation),
            Step::None | Step::Commit | Step::Void => None,
        };
        let bare = matches!(write.step, Step::None)
            && write.cards.is_empty()
            && write.customers.is_empty()
            && write.partners.is_empty()
            && write.pictures.is_empty()
            && write.effects.is_empty();
        if write.record.is_none() && !bare {
            return Err(misfit("a step, a row of the registry or an effect without a record"));
        }
        let postings = reservation.map(postings).transpose()?.unwrap_or_default();
        let cards = write.cards.iter().map(CardRow::new).collect::<Result<Vec<_>, _>>()?;
        let customers = write.customers.iter().map(CustomerRow::new).collect::<Result<Vec<_>, _>>()?;
        let partners = write.partners.iter().map(PartnerRow::new).collect::<Result<Vec<_>, _>>()?;
        let effects = write.effects.iter().map(effect).collect::<Result<Vec<_>, _>>()?;
        once(write.operations.iter().map(|row| &row.id))?;
        once(cards.iter().map(|row| &row.number))?;
        once(customers.iter().map(|row| &row.id))?;
        once(partners.iter().map(|row| &row.id))?;
        once(write.pictures.iter().map(|(id, _)| id))?;
        let outbox = (!effects.is_empty())
            .then(|| Mention(Table::Outbox, write.operation.clone(), outbox_digest(write.time, &effects)));
        let operations = write
            .operations
            .iter()
            .map(|row| Mention(Table::Operation, row.id.clone(), operation_digest(row, row.version.saturating_add(1))));
        let mentions: Vec<Mention> = operations
            .chain(cards.iter().map(|row| Mention(Table::Card, row.number.clone(), row.digest())))
            .chain(customers.iter().map(|row| Mention(Table::Customer, row.id.clone(), row.digest())))
            .chain(partners.iter().map(|row| Mention(Table::Partner, row.id.clone(), row.digest())))
            .chain(
                write
                    .pictures
                    .iter()
                    .map(|(id, picture)| Mention(Table::Picture, id.clone(), picture_digest(id, picture.as_deref()))),
            )
            .chain(outbox)
            .collect();
        let rows = json(&mentions)?;
        Ok(Self { write, cards, customers, partners, effects, postings, rows })
    }

    /// How many rows it writes, about.
    pub fn size(&self) -> usize {
        let postings = match &self.write.step {
            Step::Reserve(reservation) | Step::Post(reservation) => reservation.postings.len(),
            Step::None | Step::Commit | Step::Void => 0,
        };
        self.cards.len() + self.customers.len() + postings
    }

    /// The record with the rows it answers for.
    pub fn record(&self) -> Option<&Record> {
        self.write.record.as_ref()
    }
}

/// What a record says of an operation's row, as it stands with its new version.
pub(crate) fn operation_digest(row: &OperationRow, version: i64) -> String {
    chain::digest(&[
        &row.id,
        &version.to_string(),
        &row.method,
        &row.digest,
        row.state.word(),
        if row.owes { "1" } else { "0" },
        &row.opened.to_string(),
        &row.body,
    ])
}

impl CardRow {
    fn new(card: &Card) -> Result<Self, WriteError> {
        Ok(Self {
            number: card.number.clone(),
            card_type: card.card_type.clone(),
            status: card.status.word().to_owned(),
            holder: word(&card.holder)?,
            customer: card.customer.clone(),
            profile: card.profile.clone(),
            batch: card.batch.clone(),
            partner: card.partner.clone(),
            pin: card.secret.as_ref().map(|secret| secret.index.clone()),
            body: json(card)?,
        })
    }

    pub fn digest(&self) -> String {
        let (known, customer) = self.customer.as_deref().map_or(("0", ""), |id| ("1", id));
        let mut columns = vec![&*self.number, &self.card_type, &self.status, &self.holder, known, customer, &self.body];
        // A row of version 1 has none of these, and keeps its digest.
        for (name, value) in
            [("profile", &self.profile), ("batch", &self.batch), ("partner", &self.partner), ("index", &self.pin)]
        {
            columns.extend(value.iter().flat_map(|value| [name, value.as_str()]));
        }
        chain::digest(&columns)
    }
}

impl PartnerRow {
    fn new(partner: &Partner) -> Result<Self, WriteError> {
        Ok(Self { id: partner.id.clone(), name: partner.name.to_lowercase(), body: json(partner)? })
    }

    pub fn digest(&self) -> String {
        chain::digest(&[&self.id, &self.name, &self.body])
    }
}

fn effect(outgoing: &Outgoing) -> Result<(String, String), WriteError> {
    Ok((outgoing.card.clone(), json(&outgoing.effect)?))
}

/// What a record says of a picture.
pub(crate) fn picture_digest(customer: &str, picture: Option<&[u8]>) -> String {
    let kept = picture.map(|bytes| data_encoding::BASE64.encode(bytes));
    chain::digest(&[customer, kept.as_deref().unwrap_or_default()])
}

/// What a record says of all that its operation put into the outbox. Whether it is done is another matter.
pub(crate) fn outbox_digest(time: i64, effects: &[(String, String)]) -> String {
    let time = time.to_string();
    let mut columns = vec![time.as_str()];
    columns.extend(effects.iter().flat_map(|(card, effect)| [card.as_str(), effect]));
    chain::digest(&columns)
}

impl CustomerRow {
    fn new(customer: &crate::registry::Customer) -> Result<Self, WriteError> {
        let id = customer.id.clone().ok_or_else(|| misfit("a customer without an id"))?;
        Ok(Self { id, name: customer.name().to_lowercase(), body: json(customer)? })
    }

    pub fn digest(&self) -> String {
        chain::digest(&[&self.id, &self.name, &self.body])
    }
}

/// The kind and the name of an owner, as two columns.
pub(super) fn owner(owner: &Owner) -> (&'static str, &str) {
    match owner {
        Owner::Card(number) => ("card", number),
        Owner::Customer(id) => ("customer", id),
        Owner::System(account) => ("system", account.name()),
    }
}

fn postings(reservation: &Reservation) -> Result<String, WriteError> {
    for Posting { from, to, amount } in &reservation.postings {
        if *amount <= 0 {
            return Err(misfit("a posting whose amount is not above zero"));
        }
        if from == to {
            return Err(misfit("a posting from an account to itself"));
        }
        if unit(from) != unit(to) {
            return Err(misfit("a posting between two units"));
        }
    }
    json(&reservation.postings)
}

fn unit(account: &Account) -> &str {
    unit_of(&account.label)
}

fn once<'a>(keys: impl Iterator<Item = &'a String>) -> Result<(), WriteError> {
    let mut seen = BTreeSet::new();
    for key in keys {
        if !seen.insert(key) {
            return Err(misfit("a row twice in one write"));
        }
    }
    Ok(())
}

fn misfit(text: &str) -> WriteError {
    WriteError::Misfit(text.to_owned())
}

fn json(value: &impl Serialize) -> Result<String, WriteError> {
    serde_json::to_string(value).map_err(|error| WriteError::Misfit(error.to_string()))
}

/// The word of a value that is written as one.
fn word(value: &impl Serialize) -> Result<String, WriteError> {
    Ok(json(value)?.trim_matches('"').to_owned())
}
