//! Whether the journal is whole and the ledger is what the journal says: every hash, every entry, every balance,
//! every hold, every row that a record answers for, recomputed from the records alone.
//!
//! It reads one snapshot and changes nothing, so it may run beside a daemon. It does not know how to repair.

use super::{
    chain::{self, Head},
    replay::{Line, Movement, Replay},
};
use crate::ledger::{
    Posting, WriteError,
    sqlite::{
        CardRow, CustomerRow, LINK, Mention, PartnerRow, Table, account, follow, is_known, operation_digest,
        operation_row, outbox_digest, picture_digest, reader,
    },
};
use fiscus_sdk::account::unit_of;
use rusqlite::{Connection, OptionalExtension, Row, Rows};
use std::{collections::BTreeMap, path::Path};

/// Waiting, or done.
const OUTBOX_STATES: [&str; 2] = ["pending", "done"];

/// What was found to be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Records of the journal.
    pub records: i64,
    /// Operations.
    pub operations: i64,
    /// Entries of the ledger.
    pub entries: i64,
    /// Accounts.
    pub accounts: i64,
    /// The hash of the last record, in hex.
    pub head: String,
}

/// The first thing that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{text}", record.map(|seq| format!("record {seq}: ")).unwrap_or_default())]
pub struct Difference {
    /// The record at which it showed.
    pub record: Option<i64>,
    /// What it is and what was expected.
    pub text: String,
}

/// Verifies the journal and the ledger of a state folder.
///
/// # Errors
/// The first [`Difference`]; also where the database cannot be read.
pub fn verify(folder: &Path) -> Result<Verified, Difference> {
    // Before the snapshot: the anchor follows the database, so an anchor read first can only be behind.
    let anchor = anchor(folder)?;
    let connection = reader(folder)?;
    let snapshot = connection.unchecked_transaction()?;
    if !is_known(&snapshot)? {
        return Err(general("the database's tables are of another version"));
    }
    let checked: String = snapshot.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if checked != "ok" {
        return Err(general(format!("the database is damaged: {checked}")));
    }
    Verification { connection: &snapshot, replay: Replay::default(), rows: BTreeMap::new() }.run(anchor)
}

struct Verification<'a> {
    connection: &'a Connection,
    replay: Replay,
    /// How many rows of each table the last record which names them answers for.
    rows: BTreeMap<Table, i64>,
}

impl Verification<'_> {
    fn run(mut self, anchor: Option<Head>) -> Result<Verified, Difference> {
        let connection = self.connection;
        let mut records = connection.prepare(&format!("SELECT {LINK} FROM records ORDER BY seq"))?;
        let mut entries = connection.prepare(
            "SELECT id, operation, time, from_account, to_account, amount, from_balance, to_balance FROM entries
             ORDER BY id",
        )?;
        let (mut records, mut entries) = (records.query([])?, entries.query([])?);
        let mut head = Head::origin();
        while let Some(row) = records.next()? {
            head = follow(&head, row)?.map_err(general)?;
            if anchor.is_some_and(|anchor| anchor.seq == head.seq && anchor.hash != head.hash) {
                return Err(general("chain.head knows another record of this number").at(head.seq));
            }
            self.record(row, &mut entries).map_err(|difference| difference.at(head.seq))?;
        }
        match anchor {
            Some(anchor) if anchor.seq > head.seq => {
                return Err(general(format!(
                    "the journal ends at record {}, but chain.head knows record {}: its end was cut off, or it is an \
                     older copy",
                    head.seq, anchor.seq
                )));
            }
            None if head.seq > 0 => return Err(general("chain.head, which knows where the journal ends, is missing")),
            _ => {}
        }
        if let Some(row) = entries.next()? {
            return Err(general(format!("entry {} belongs to no record", row.get::<_, i64>(0)?)));
        }
        self.accounts()?;
        self.holds()?;
        self.rows()?;
        Ok(Verified {
            records: head.seq,
            operations: self.count("operations")?,
            entries: self.replay.entries(),
            accounts: i64::try_from(self.replay.accounts()).unwrap_or(i64::MAX),
            head: head.hex(),
        })
    }

    fn record(&mut self, row: &Row<'_>, entries: &mut Rows<'_>) -> Result<(), Difference> {
        let (time, operation, step): (i64, String, String) = (row.get(2)?, row.get(3)?, row.get(6)?);
        let postings: Vec<Posting> = match row.get_ref(7)?.as_str().map_err(rusqlite::Error::from)? {
            "" => Vec::new(),
            text => serde_json::from_str(text).map_err(|error| general(format!("its postings: {error}")))?,
        };
        for expected in self.replay.step(&step, &operation, time, &postings).map_err(general)? {
            let found = entries.next()?.map(movement).transpose()?;
            if found.as_ref() != Some(&expected) {
                let found = found.map_or_else(|| "missing".to_owned(), |found| describe(&found));
                return Err(general(format!("entry {} should be {}; it is {found}", expected.id, describe(&expected))));
            }
        }
        if matches!(step.as_str(), "commit" | "post") && self.hold(&operation)?.as_deref() != Some("posted") {
            return Err(general(format!("operation {operation} should be marked as posted; it is not")));
        }
        let seq: i64 = row.get(0)?;
        let mentions: Vec<Mention> = serde_json::from_str(row.get_ref(8)?.as_str().map_err(rusqlite::Error::from)?)
            .map_err(|error| general(format!("its rows: {error}")))?;
        mentions.iter().try_for_each(|mention| self.mention(seq, mention))
    }

    /// A row must be as the last record says that names it. A row that names a later one is looked at there.
    fn mention(&mut self, seq: i64, Mention(table, key, digest): &Mention) -> Result<(), Difference> {
        let (recorded, found) = match table {
            Table::Operation => self.operation(key),
            Table::Card => self.card(key),
            Table::Customer => self.customer(key),
            Table::Partner => self.partner(key),
            Table::Picture => self.picture(key),
            Table::Outbox => self.outbox(key),
        }?;
        let name = match table {
            Table::Operation => format!("operation {key}"),
            Table::Card => "a card".to_owned(),
            Table::Customer => format!("customer {key}"),
            Table::Partner => format!("partner {key}"),
            Table::Picture => format!("the picture of customer {key}"),
            Table::Outbox => format!("what operation {key} put into the outbox"),
        };
        let Some(found) = found else {
            return Err(general(format!("{name} should be there; it is missing")));
        };
        // An operation may be written without a record; then no record answers for it.
        let Some(recorded) = recorded else { return Ok(()) };
        if recorded == seq && found != *digest {
            return Err(general(format!("{name} is not as this record, the last that wrote it, left it")));
        }
        // What was put into the outbox is never written again.
        if recorded < seq || (*table == Table::Outbox && recorded != seq) {
            return Err(general(format!("{name} should be as this record left it; it is as record {recorded} did")));
        }
        if recorded == seq && *table != Table::Outbox {
            *self.rows.entry(*table).or_default() += 1;
        }
        Ok(())
    }

    fn operation(&self, id: &str) -> Result<(Option<i64>, Option<String>), Difference> {
        let mut query = self.connection.prepare_cached(
            "SELECT id, version, method, digest, state, owes, opened, body, recorded FROM operations WHERE id = ?1",
        )?;
        let mut rows = query.query([id])?;
        let Some(row) = rows.next()? else { return Ok((None, None)) };
        let operation = operation_row(row)?;
        Ok((row.get(8)?, Some(operation_digest(&operation, operation.version))))
    }

    fn card(&self, number: &str) -> Result<(Option<i64>, Option<String>), Difference> {
        let mut query = self.connection.prepare_cached(
            "SELECT number, card_type, status, holder, customer, body, recorded, profile, batch, partner, pin FROM cards
             WHERE number = ?1",
        )?;
        let mut rows = query.query([number])?;
        let Some(row) = rows.next()? else { return Ok((None, None)) };
        let card = CardRow {
            number: row.get(0)?,
            card_type: row.get(1)?,
            status: row.get(2)?,
            holder: row.get(3)?,
            customer: row.get(4)?,
            profile: row.get(7)?,
            batch: row.get(8)?,
            partner: row.get(9)?,
            pin: row.get(10)?,
            body: row.get(5)?,
        };
        Ok((row.get(6)?, Some(card.digest())))
    }

    fn customer(&self, id: &str) -> Result<(Option<i64>, Option<String>), Difference> {
        let mut query =
            self.connection.prepare_cached("SELECT id, name, body, recorded FROM customers WHERE id = ?1")?;
        let mut rows = query.query([id])?;
        let Some(row) = rows.next()? else { return Ok((None, None)) };
        let customer = CustomerRow { id: row.get(0)?, name: row.get(1)?, body: row.get(2)? };
        Ok((row.get(3)?, Some(customer.digest())))
    }

    fn partner(&self, id: &str) -> Result<(Option<i64>, Option<String>), Difference> {
        let mut query =
            self.connection.prepare_cached("SELECT id, name, body, recorded FROM partners WHERE id = ?1")?;
        let mut rows = query.query([id])?;
        let Some(row) = rows.next()? else { return Ok((None, None)) };
        let partner = PartnerRow { id: row.get(0)?, name: row.get(1)?, body: row.get(2)? };
        Ok((row.get(3)?, Some(partner.digest())))
    }

    fn picture(&self, customer: &str) -> Result<(Option<i64>, Option<String>), Difference> {
        let mut query = self.connection.prepare_cached("SELECT picture, recorded FROM pictures WHERE customer = ?1")?;
        let mut rows = query.query([customer])?;
        let Some(row) = rows.next()? else { return Ok((None, None)) };
        let picture: Option<Vec<u8>> = row.get(0)?;
        Ok((row.get(1)?, Some(picture_digest(customer, picture.as_deref()))))
    }

    /// All that an operation put into the outbox, in order, is one row here. Its numbers go on from those before.
    fn outbox(&mut self, operation: &str) -> Result<(Option<i64>, Option<String>), Difference> {
        let mut query = self.connection.prepare_cached(
            "SELECT id, recorded, time, card, effect, state FROM outbox WHERE operation = ?1 ORDER BY id",
        )?;
        let mut rows = query.query([operation])?;
        let (mut first, mut effects) = (None, Vec::new());
        let put = self.rows.entry(Table::Outbox).or_default();
        while let Some(row) = rows.next()? {
            *put += 1;
            let own: (i64, i64) = (row.get(1)?, row.get(2)?);
            let state: String = row.get(5)?;
            if row.get::<_, i64>(0)? != *put || *first.get_or_insert(own) != own || !OUTBOX_STATES.contains(&&*state) {
                return Err(general(format!("number {put} of the outbox is not as operation {operation} left it")));
            }
            effects.push((row.get(3)?, row.get(4)?));
        }
        let Some((recorded, time)) = first else { return Ok((None, None)) };
        Ok((Some(recorded), Some(outbox_digest(time, &effects))))
    }

    fn accounts(&self) -> Result<(), Difference> {
        let mut query =
            self.connection.prepare("SELECT id, posted, held, kind, owner, label FROM accounts ORDER BY id")?;
        let mut rows = query.query([])?;
        let mut count = 0;
        let mut units: BTreeMap<String, i128> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (id, found): (i64, _) = (row.get(0)?, Line { posted: row.get(1)?, held: row.get(2)? });
            let account = account(row, 3)?;
            let label = &account.label;
            let Some((place, line)) = self.replay.account(&account) else {
                return Err(general(format!("account {id} ({label}) belongs to no record")));
            };
            if place != id {
                return Err(general(format!("account {id} ({label}) should have the number {place}")));
            }
            if line != found {
                return Err(general(format!(
                    "account {id} ({label}) should have {} posted and {} held; it has {} and {}",
                    line.posted, line.held, found.posted, found.held
                )));
            }
            *units.entry(unit_of(label).to_owned()).or_default() += i128::from(line.posted);
            count += 1;
        }
        if count != self.replay.accounts() {
            return Err(general(format!("there should be {} accounts; there are {count}", self.replay.accounts())));
        }
        match units.into_iter().find(|(_, sum)| *sum != 0) {
            Some((unit, sum)) => Err(general(format!("all accounts in {unit} should sum to 0; they sum to {sum}"))),
            None => Ok(()),
        }
    }

    fn holds(&self) -> Result<(), Difference> {
        for (operation, expected) in self.replay.holds() {
            let expected = serde_json::to_string(expected).map_err(|error| general(error.to_string()))?;
            if self.hold(operation)?.as_ref() != Some(&expected) {
                return Err(general(format!("operation {operation} should hold {expected}")));
            }
        }
        let expected = i64::try_from(self.replay.holds().len()).unwrap_or(i64::MAX);
        let expected = expected.saturating_add(self.replay.committed());
        let found = self.count("holds")?;
        if found == expected {
            return Ok(());
        }
        Err(general(format!("{expected} operations should be held or posted; there are {found}")))
    }

    /// What an operation has in `holds`: its postings, or `posted`.
    fn hold(&self, operation: &str) -> Result<Option<String>, Difference> {
        let row: Option<(String, String)> = self
            .connection
            .prepare_cached("SELECT state, postings FROM holds WHERE operation = ?1")?
            .query_row([operation], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(row.map(|(state, postings)| match state.as_str() {
            "held" => postings,
            _ => state + &postings,
        }))
    }

    fn rows(&self) -> Result<(), Difference> {
        for (table, rows) in [
            ("operations WHERE recorded IS NOT NULL", Table::Operation),
            ("cards", Table::Card),
            ("customers", Table::Customer),
            ("partners", Table::Partner),
            ("pictures", Table::Picture),
            ("outbox", Table::Outbox),
        ] {
            let expected = self.rows.get(&rows).copied().unwrap_or_default();
            let found = self.count(table)?;
            if found != expected {
                return Err(general(format!("the records answer for {expected} rows of {table}; there are {found}")));
            }
        }
        Ok(())
    }

    fn count(&self, table: &str) -> Result<i64, Difference> {
        Ok(self.connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?)
    }
}

fn movement(row: &Row<'_>) -> rusqlite::Result<Movement> {
    Ok(Movement {
        id: row.get(0)?,
        operation: row.get(1)?,
        time: row.get(2)?,
        from: row.get(3)?,
        to: row.get(4)?,
        amount: row.get(5)?,
        from_balance: row.get(6)?,
        to_balance: row.get(7)?,
    })
}

fn describe(movement: &Movement) -> String {
    let Movement { id, operation, time, from, to, amount, from_balance, to_balance } = movement;
    format!(
        "number {id}, operation {operation} at {time}, {amount} from account {from} (then {from_balance}) to account \
         {to} (then {to_balance})"
    )
}

/// The anchor, read until it stands still: a daemon may be writing it.
fn anchor(folder: &Path) -> Result<Option<Head>, Difference> {
    let read = || chain::anchored(folder).map_err(|error| general(format!("{}: {error}", chain::ANCHOR)));
    let mut last = read();
    loop {
        let next = read();
        if next == last {
            return next;
        }
        last = next;
    }
}

fn general(text: impl Into<String>) -> Difference {
    Difference { record: None, text: text.into() }
}

impl Difference {
    fn at(self, seq: i64) -> Self {
        Self { record: self.record.or(Some(seq)), ..self }
    }
}

impl From<rusqlite::Error> for Difference {
    fn from(error: rusqlite::Error) -> Self {
        general(format!("the database cannot be read: {error}"))
    }
}

impl From<WriteError> for Difference {
    fn from(error: WriteError) -> Self {
        general(error.to_string())
    }
}
