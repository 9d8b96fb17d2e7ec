//! `cards.export`: cards that are created, as a table for the shop that makes them (S4-07 to S4-11).

use super::selection::Selection;
use crate::{
    daemon::{
        desk::Desk,
        engine::{Attempt, Engine, Intent},
        rpc::Failure,
        writing::{FileWork, Unwritten},
    },
    export::{Cell, Column, Kind, Layout, Table},
    flow::Stop,
    registry::Card,
};
use fiscus_sdk::{
    api::{CardsExport, CardsExportRequest, Method},
    pin,
};
use serde_json::{Value, json};

/// What is written where no fields are chosen.
const USUAL: [Field; 4] = [Field::Card, Field::Type, Field::Profile, Field::ValidUntil];

/// What can be written of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Card,
    /// Its secret, under the name that was asked for.
    Secret(&'static str),
    Type,
    Profile,
    Batch,
    Status,
    Partner,
    ValidFrom,
    ValidUntil,
}

const FIELDS: [Field; 10] = [
    Field::Card,
    Field::Secret(pin::WORD),
    Field::Secret("password"),
    Field::Type,
    Field::Profile,
    Field::Batch,
    Field::Status,
    Field::Partner,
    Field::ValidFrom,
    Field::ValidUntil,
];

impl Field {
    fn key(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Secret(name) => name,
            Self::Type => "type",
            Self::Profile => "profile",
            Self::Batch => "batch",
            Self::Status => "status",
            Self::Partner => "partner",
            Self::ValidFrom => "valid_from",
            Self::ValidUntil => "valid_until",
        }
    }

    fn column(self) -> Column {
        let day = matches!(self, Self::ValidFrom | Self::ValidUntil);
        Column::new(self.key(), if day { Kind::Date } else { Kind::Text })
    }

    fn cell<'c>(self, engine: &Engine, card: &'c Card) -> Result<Cell<'c>, Unwritten> {
        Ok(match self {
            Self::Card => Cell::text(&card.number),
            Self::Secret(_) => engine.secret_of(card)?.map_or(Cell::Empty, Cell::text),
            Self::Type => Cell::text(&card.card_type),
            Self::Profile => Cell::maybe(card.profile.as_deref()),
            Self::Batch => Cell::maybe(card.batch.as_deref()),
            Self::Status => match serde_json::to_value(card.status) {
                Ok(Value::String(word)) => Cell::text(word),
                _ => Cell::Empty,
            },
            Self::Partner => Cell::maybe(card.partner.as_deref()),
            Self::ValidFrom => Cell::day(card.valid_from),
            Self::ValidUntil => Cell::day(card.valid_until),
        })
    }
}

/// The fields that were chosen.
fn chosen(names: &[String]) -> Result<Vec<Field>, Stop> {
    if names.is_empty() {
        return Ok(USUAL.to_vec());
    }
    let field = |(place, name): (usize, &String)| {
        FIELDS.into_iter().find(|field| field.key() == name).ok_or_else(|| {
            let there: Vec<&str> = FIELDS.iter().map(|field| field.key()).collect();
            let near = fiscus_sdk::settings::nearest(name, there.iter().copied())
                .map_or_else(|| ".".to_owned(), |near| format!("; did you mean {near}?"));
            let shown: String = name.chars().take(60).collect();
            let message = format!("fields: there is no field {shown}{near} There are: {}", there.join(", "));
            Stop::Params(format!("fields[{place}]"), message)
        })
    };
    names.iter().enumerate().map(field).collect()
}

/// What the record keeps of cards that were written to a file.
pub(super) fn note(cards: &[Card], batch: Option<&String>, secrets: bool) -> Value {
    let first = cards.first().map(|card| &card.card_type);
    let of_one = first.filter(|first| cards.iter().all(|card| card.card_type == **first));
    json!({ "cards": cards.len(), "type": of_one, "batch": batch, "pins": secrets })
}

/// `cards.export`
pub async fn export(engine: &Desk, request: CardsExportRequest) -> Result<String, Failure> {
    engine.operation(CardsExport::NAME, request, exported).await
}

fn exported(engine: &Engine, request: &CardsExportRequest, _: &Attempt) -> Result<Intent, Stop> {
    let fields = chosen(&request.fields)?;
    let layout = Layout::of(request.format, request.delimiter.as_deref())
        .map_err(|wrong| Stop::Params("delimiter".into(), format!("delimiter: {wrong}")))?;
    let target = engine.file_target(&request.file, layout.family())?;
    let selection = Selection::of(&request.cards, request.batch.as_ref(), request.filter.as_ref());
    let cards = engine.created(&selection)?;
    let secrets = fields.iter().any(|field| matches!(field, Field::Secret(_)));
    let note = note(&cards, request.batch.as_ref(), secrets);
    let work = FileWork::new(target, cards.len() as u64, move |engine, draft, progress| {
        let columns = fields.iter().map(|field| field.column()).collect();
        let mut table = Table::open(draft, layout, columns)?;
        for card in &cards {
            let cells = fields.iter().map(|field| field.cell(engine, card)).collect::<Result<Vec<_>, _>>()?;
            table.row(&cells)?;
            progress();
        }
        Ok(table.finish()?)
    });
    Ok(Intent { file: Some(work), note: Some(note), bulk: true, ..Intent::default() })
}
