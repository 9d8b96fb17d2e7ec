//! What was on accounts before and after a span of time, and what moved in it.
//!
//! A few accounts are walked on their own indexes. For very many the entries of the time are read once and summed by
//! account in memory: never more than four bytes for each account there is.

use super::read::{self, Filter};
use crate::ledger::{
    CardQuery, Scope, WriteError,
    report::{FlowSum, Flows, Period, Span, within},
};
use rusqlite::{Connection, Statement, params, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};

/// Up to so many accounts are walked one by one.
const FEW: usize = 4_000;

/// An account that is none of those that are summed.
const OTHER: u32 = u32::MAX;

/// What moved: in the span what came and what went, after it what came less what went.
#[derive(Debug, Clone, Copy, Default)]
struct Moved {
    credited: i128,
    debited: i128,
    later: i128,
}

impl Moved {
    fn add(&mut self, span: Span, time: i64, amount: i64, comes: bool) {
        let amount = i128::from(amount);
        if !within((None, span.1), time) {
            self.later += if comes { amount } else { -amount };
        } else if comes {
            self.credited += amount;
        } else {
            self.debited += amount;
        }
    }

    fn period(self, posted: i128) -> Result<Period, WriteError> {
        Period::of(posted, self.credited, self.debited, self.later)
    }
}

/// The other side, the time and the amount of each entry of an account since the span began.
const COMES: &str = "SELECT from_account, time, amount FROM entries WHERE to_account = ?1 AND time >= ?2";
const GOES: &str = "SELECT to_account, time, amount FROM entries WHERE from_account = ?1 AND time >= ?2";

/// Adds what moved on one account, but for movements with others of the same group.
fn walk(
    connection: &Connection,
    account: i64,
    group: &BTreeSet<i64>,
    span: Span,
    moved: &mut Moved,
) -> Result<(), WriteError> {
    for (sql, comes) in [(COMES, true), (GOES, false)] {
        let mut entries = connection.prepare_cached(sql)?;
        let mut rows = entries.query(params![account, span.0.unwrap_or(i64::MIN)])?;
        while let Some(row) = rows.next()? {
            if !group.contains(&row.get(0)?) {
                moved.add(span, row.get(1)?, row.get(2)?, comes);
            }
        }
    }
    Ok(())
}

/// Of a snapshot, like all of this.
pub(super) fn flow(snapshot: &Connection, over: &[Scope], span: Span) -> Result<Period, WriteError> {
    let lines = read::holdings(snapshot, over)?;
    let group: BTreeSet<i64> = lines.keys().copied().collect();
    let mut moved = Moved::default();
    for account in &group {
        walk(snapshot, *account, &group, span, &mut moved)?;
    }
    moved.period(lines.values().map(|(posted, _)| i128::from(*posted)).sum())
}

pub(super) fn flows(snapshot: &Connection, query: &CardQuery, span: Span) -> Result<Vec<Flows>, WriteError> {
    let mut found = Vec::new();
    for card in read::cards_in(snapshot, query)? {
        let mut accounts = Vec::new();
        let mut known = snapshot.prepare_cached(ACCOUNTS)?;
        let mut rows = known.query([&card.number])?;
        while let Some(row) = rows.next()? {
            let mut moved = Moved::default();
            walk(snapshot, row.get(0)?, &BTreeSet::new(), span, &mut moved)?;
            accounts.push((row.get(1)?, moved.period(i128::from(row.get::<_, i64>(2)?))?));
        }
        found.push(Flows { card, accounts });
    }
    Ok(found)
}

const ACCOUNTS: &str = "SELECT id, label, posted FROM accounts WHERE kind = 'card' AND owner = ?1 ORDER BY label";

/// Card types and labels, and the accounts that are of each.
#[derive(Default)]
struct Classes {
    places: BTreeMap<String, BTreeMap<String, u32>>,
    names: Vec<(String, String)>,
    members: Vec<(i64, u32)>,
}

impl Classes {
    fn put(&mut self, account: i64, card_type: &str, label: &str) {
        let known = self.places.get(card_type).and_then(|labels| labels.get(label)).copied();
        let class = known.unwrap_or_else(|| {
            let class = u32::try_from(self.names.len()).unwrap_or(OTHER);
            self.names.push((card_type.to_owned(), label.to_owned()));
            self.places.entry(card_type.to_owned()).or_default().insert(label.to_owned(), class);
            class
        });
        self.members.push((account, class));
    }
}

pub(super) fn sums(snapshot: &Connection, query: &CardQuery, span: Span) -> Result<Vec<FlowSum>, WriteError> {
    let classes = if query.is_every() { all(snapshot)? } else { some(snapshot, query)? };
    let mut moved = vec![Moved::default(); classes.names.len()];
    let mut posted = vec![0_i128; classes.names.len()];
    if classes.members.len() <= FEW {
        let mut balance = snapshot.prepare_cached("SELECT posted FROM accounts WHERE id = ?1")?;
        for (account, class) in &classes.members {
            posted[*class as usize] += i128::from(balance.query_row([account], |row| row.get::<_, i64>(0))?);
            walk(snapshot, *account, &BTreeSet::new(), span, &mut moved[*class as usize])?;
        }
    } else {
        scan(snapshot, &classes, span, &mut posted, &mut moved)?;
    }
    let sums =
        classes.names.into_iter().zip(posted).zip(moved).map(|(((card_type, label), posted), moved)| {
            Ok(FlowSum { card_type, label, period: moved.period(posted)? })
        });
    let mut sums = sums.collect::<Result<Vec<_>, WriteError>>()?;
    sums.sort_unstable_by(|a, b| (&a.card_type, &a.label).cmp(&(&b.card_type, &b.label)));
    Ok(sums)
}

/// The accounts of cards that fit.
fn some(connection: &Connection, query: &CardQuery) -> Result<Classes, WriteError> {
    let mut classes = Classes::default();
    let filter = Filter::cards(&CardQuery { used: false, ..query.clone() });
    let sql = format!("SELECT number, card_type FROM cards {}", filter.clause());
    let mut cards = connection.prepare_cached(&sql)?;
    // All of it stands in the index.
    let mut accounts =
        connection.prepare_cached("SELECT id, label FROM accounts WHERE kind = 'card' AND owner = ?1")?;
    let mut rows = cards.query(params_from_iter(filter.values()))?;
    while let Some(card) = rows.next()? {
        let card_type = card.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        let mut owned = accounts.query([card.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?])?;
        while let Some(row) = owned.next()? {
            classes.put(row.get(0)?, card_type, row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
        }
    }
    Ok(classes)
}

/// The accounts of all cards: the numbers of each type and the accounts are read side by side, each in the order of
/// an index that has all that is needed.
fn all(connection: &Connection) -> Result<Classes, WriteError> {
    let mut types = Vec::new();
    let mut next = connection.prepare_cached("SELECT min(card_type) FROM cards WHERE card_type > ?1")?;
    let mut last = String::new();
    while let Some(card_type) = next.query_row([&last], |row| row.get::<_, Option<String>>(0))? {
        types.push(card_type.clone());
        last = card_type;
    }
    let sql = "SELECT number FROM cards INDEXED BY cards_type WHERE card_type = ?1 ORDER BY number";
    let mut statements =
        types.iter().map(|_| Ok(connection.prepare(sql)?)).collect::<Result<Vec<Statement<'_>>, WriteError>>()?;
    let mut cursors = Vec::new();
    for (statement, card_type) in statements.iter_mut().zip(&types) {
        let mut rows = statement.query([card_type])?;
        let first: Option<String> = rows.next()?.map(|row| row.get(0)).transpose()?;
        cursors.extend(first.map(|number| (number, card_type, rows)));
    }
    let mut classes = Classes::default();
    let mut accounts = connection.prepare_cached(
        "SELECT owner, label, id FROM accounts INDEXED BY sqlite_autoindex_accounts_1
         WHERE kind = 'card' ORDER BY owner, label",
    )?;
    let mut rows = accounts.query([])?;
    while let Some(row) = rows.next()? {
        let owner = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        let mut of = None;
        for (number, card_type, numbers) in &mut cursors {
            while number.as_str() < owner {
                match numbers.next()? {
                    Some(row) => row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?.clone_into(number),
                    // After the last nothing comes: no text is above it.
                    None => *number = END.to_owned(),
                }
            }
            if number == owner {
                of = Some(*card_type);
            }
        }
        if let Some(card_type) = of {
            classes.put(row.get(2)?, card_type, row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
        }
    }
    Ok(classes)
}

/// Above every number.
const END: &str = "\u{10FFFF}\u{10FFFF}";

fn scan(
    connection: &Connection,
    classes: &Classes,
    span: Span,
    posted: &mut [i128],
    moved: &mut [Moved],
) -> Result<(), WriteError> {
    let last: i64 = connection.query_row("SELECT coalesce(max(id), 0) FROM accounts", [], |row| row.get(0))?;
    let mut class_of = vec![OTHER; usize::try_from(last).unwrap_or(0) + 1];
    let place = |account: i64| usize::try_from(account).unwrap_or(usize::MAX);
    for (account, class) in &classes.members {
        if let Some(slot) = class_of.get_mut(place(*account)) {
            *slot = *class;
        }
    }
    let class =
        |account: i64| class_of.get(place(account)).filter(|class| **class != OTHER).map(|class| *class as usize);
    let mut balances = connection.prepare_cached("SELECT id, posted FROM accounts")?;
    let mut rows = balances.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(class) = class(row.get(0)?) {
            posted[class] += i128::from(row.get::<_, i64>(1)?);
        }
    }
    let mut entries = connection.prepare_cached(
        "SELECT time, from_account, to_account, amount FROM entries INDEXED BY entries_time WHERE time >= ?1",
    )?;
    let mut rows = entries.query([span.0.unwrap_or(i64::MIN)])?;
    while let Some(row) = rows.next()? {
        let (time, amount) = (row.get(0)?, row.get(3)?);
        if let Some(class) = class(row.get(1)?) {
            moved[class].add(span, time, amount, false);
        }
        if let Some(class) = class(row.get(2)?) {
            moved[class].add(span, time, amount, true);
        }
    }
    Ok(())
}
