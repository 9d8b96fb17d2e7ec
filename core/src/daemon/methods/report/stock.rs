//! `report.stock`: who made, moved, exported and sold cards, when and how many. Source: S1-12

use super::{discounts::Brief, span};
use crate::{
    daemon::{
        cards::store_fault,
        engine::Engine,
        methods::{card::limit, track::unplaced},
        rpc::Failure,
    },
    ledger::report::StockMove,
};
use fiscus_sdk::api::{List, PeriodRequest, StockItem};
use serde::Deserialize;

/// What the answer of such an operation says of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Told {
    reply: Reply,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Reply {
    quantity: Option<u64>,
    count: Option<u64>,
    batch: Option<String>,
    #[serde(rename = "type")]
    card_type: Option<String>,
    cards: Vec<Shown>,
}

/// A card in an answer: told in full, or its number alone.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Shown {
    Card {
        #[serde(rename = "type")]
        card_type: String,
    },
    Number(serde::de::IgnoredAny),
}

/// `report.stock`
pub fn stock(engine: &Engine, request: PeriodRequest) -> Result<List<StockItem>, Failure> {
    let failed = |error| engine.nothing_done(&store_fault(&error));
    let (limit, span) = (limit(request.limit), span(engine, request.from, request.to)?);
    let after = match &request.after {
        Some(id) => Some(engine.ledger.operation(id).map_err(failed)?.ok_or_else(unplaced)?),
        None => None,
    };
    let place = after.as_ref().map(|row| (row.opened, row.id.as_str()));
    let mut moves = engine.ledger.stock_moves(span, place, limit + 1).map_err(failed)?;
    let more = moves.len() > limit as usize;
    moves.truncate(limit as usize);
    let next = moves.last().filter(|_| more).map(|last| last.row.id.clone());
    Ok(List { items: moves.iter().map(|moved| item(engine, moved)).collect(), next })
}

fn item(engine: &Engine, moved: &StockMove) -> StockItem {
    let row = &moved.row;
    let brief = Brief::of(row);
    let reply = serde_json::from_str::<Told>(&row.body).unwrap_or_default().reply;
    let note = brief.note.unwrap_or_default();
    let text = |key: &str| note[key].as_str().map(str::to_owned);
    let (what, count) = match row.method.as_str() {
        "cards.generate" => ("generate".to_owned(), reply.quantity.unwrap_or_default()),
        "cards.export" => ("export".to_owned(), reply.count.unwrap_or_default()),
        "cards.print" => ("print".to_owned(), reply.count.unwrap_or_default()),
        "cards.move" => (text("to").unwrap_or_else(|| "move".to_owned()), reply.count.unwrap_or_default()),
        _ if moved.leaves > 0 => ("sell".to_owned(), moved.leaves),
        _ => ("take_back".to_owned(), moved.enters),
    };
    let of_cards = reply.cards.iter().filter_map(|shown| match shown {
        Shown::Card { card_type } => Some(card_type.as_str()),
        Shown::Number(_) => None,
    });
    let sold = brief.parts.iter().filter(|part| part.line.is_some()).map(|part| part.card_type.as_str());
    // Where only some are shown, the type of all is known of a batch alone.
    let all = reply.count.is_none_or(|count| count == reply.cards.len() as u64) || text("batch").is_some();
    let one = one(of_cards.chain(sold)).filter(|_| all);
    StockItem {
        operation: row.id.clone(),
        time: engine.shown(row.opened),
        till: brief.till,
        operator: brief.operator,
        peer: brief.peer.map(|peer| peer.to_string()),
        what,
        card_type: reply.card_type.or_else(|| text("type")).or(one),
        batch: reply.batch.or_else(|| text("batch")),
        partner: text("partner"),
        count,
    }
}

/// The one word that all of these are.
fn one<'w>(mut words: impl Iterator<Item = &'w str>) -> Option<String> {
    let first = words.next()?;
    words.all(|word| word == first).then(|| first.to_owned())
}
