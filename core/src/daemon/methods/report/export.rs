//! `report.export`: the whole of a report as a table, with the numbers of the report itself.
//!
//! Reports of operations are read before the file is begun; that of cards, which may be a million, while it is
//! written, a page at a time.

use super::{cards, discounts, liability, loads, statement, stock};
use crate::{
    daemon::{
        desk::Desk,
        engine::{Attempt, Engine, Intent},
        rpc::Failure,
        writing::{FileWork, Unwritten},
    },
    export::{Cell, Column, Draft, Kind, Layout, Table, TooManyRows},
    flow::Stop,
};
use fiscus_sdk::{
    Amount, Fault, Reason,
    api::{
        CardsReportItem, CardsReportRequest, DayRequest, DiscountItem, LiabilityItem, LoadItem, Method, PeriodRequest,
        ReportExport, ReportExportRequest, ReportKind, StatementItem, StatementRequest, StockItem,
    },
};
use serde_json::json;

/// How many are read at once.
const PAGE: u32 = 1000;

/// `report.export`
pub async fn export(engine: &Desk, request: ReportExportRequest) -> Result<String, Failure> {
    engine.operation(ReportExport::NAME, request, exported).await
}

fn exported(engine: &Engine, request: &ReportExportRequest, attempt: &Attempt) -> Result<Intent, Stop> {
    let layout = Layout::of(request.format, request.delimiter.as_deref())
        .map_err(|wrong| Stop::Params("delimiter".into(), format!("delimiter: {wrong}")))?;
    fits(request)?;
    super::days_in_order(request.from, request.to).map_err(|wrong| Stop::Params("from".into(), wrong))?;
    let target = engine.file_target(&request.file, layout.family())?;
    let note = json!({ "report": request.report, "from": request.from, "to": request.to, "date": request.date });
    let work = if request.report == ReportKind::Cards {
        let of = expected(engine, request.filter.card_type.as_ref())?;
        let request = request.clone();
        FileWork::new(target, of, move |engine, draft, progress| of_cards(engine, &request, layout, draft, progress))
    } else {
        let (columns, rows) = gathered(engine, request, attempt)?;
        let of = rows.len() as u64;
        if let Some(most) = layout.most().filter(|most| of > *most) {
            return Err(Stop::Params("format".into(), format!("format: {}", TooManyRows(most))));
        }
        FileWork::new(target, of, move |_, draft, progress| {
            let mut table = Table::open(draft, layout, columns)?;
            for row in &rows {
                table.row(row)?;
                progress();
            }
            Ok(table.finish()?)
        })
    };
    Ok(Intent { file: Some(work), note: Some(note), bulk: true, ..Intent::default() })
}

/// At most so many cards.
fn expected(engine: &Engine, card_type: Option<&String>) -> Result<u64, Stop> {
    let all = engine.setup.config.card_types.keys().filter(|id| card_type.is_none_or(|wanted| wanted == *id));
    let mut count = 0;
    for id in all {
        count += engine.ledger.count(id)?;
    }
    Ok(count)
}

/// Whether the parameters are those of the report.
fn fits(request: &ReportExportRequest) -> Result<(), Stop> {
    use ReportKind::{Cards, Liability, Loads, Statement};
    let kind = request.report;
    let spanned = !matches!(kind, Loads | Liability);
    for (path, given, takes, needs) in [
        ("date", request.date.is_some(), kind == Loads, true),
        ("customer", request.customer.is_some(), kind == Statement, true),
        ("from", request.from.is_some(), spanned, false),
        ("to", request.to.is_some(), spanned, false),
        ("filter", request.filter != fiscus_sdk::api::CardFilter::default(), kind == Cards, false),
    ] {
        if given && !takes {
            return Err(Stop::Params(path.into(), format!("{path}: this report has no such parameter")));
        }
        if takes && needs && !given {
            return Err(Stop::Params(path.into(), format!("{path}: this report needs it")));
        }
    }
    crate::daemon::methods::card::sound(&request.filter).map_err(|wrong| Stop::Params("filter.status".into(), wrong))
}

/// A refusal of the report itself is one of the export.
fn stopped(failure: Failure) -> Stop {
    let reason = failure.data["reason"].as_str().and_then(|word| serde_json::from_value(json!(word)).ok());
    match reason {
        Some(reason) if failure.code == -32010 => Stop::Refused(fiscus_sdk::Refusal::new(reason, failure.message)),
        _ => Stop::Fault(Fault::new(Reason::LedgerUnavailable, failure.message)),
    }
}

fn unwritten(failure: Failure) -> Unwritten {
    Fault::new(Reason::LedgerUnavailable, failure.message).into()
}

type Row = Vec<Cell<'static>>;

fn text(text: String) -> Cell<'static> {
    Cell::text(text)
}

fn maybe(text: Option<String>) -> Cell<'static> {
    text.map_or(Cell::Empty, Cell::text)
}

fn money(amount: Amount) -> Cell<'static> {
    Cell::Amount(amount)
}

fn yes(yes: bool) -> Cell<'static> {
    Cell::text(if yes { "true" } else { "false" })
}

/// Columns of text, but for those of amounts and counts; keys with blanks between them.
fn columns(engine: &Engine, keys: &'static str, amounts: &str, counts: &str) -> Vec<Column> {
    let scale = engine.setup.shop.currency.scale;
    let among = |list: &str, key: &str| list.split(' ').any(|known| known == key);
    let kind = |key: &str| match key {
        key if among(amounts, key) => Kind::Amount(scale),
        key if among(counts, key) => Kind::Count,
        _ => Kind::Text,
    };
    keys.split(' ').map(|key| Column::new(key, kind(key))).collect()
}

fn of_cards(
    engine: &Engine,
    request: &ReportExportRequest,
    layout: Layout,
    draft: &mut Draft,
    progress: &mut dyn FnMut(),
) -> Result<u64, Unwritten> {
    let amounts = "opening credited debited closing";
    let keys = "card type customer account opening credited debited closing";
    let mut table = Table::open(draft, layout, columns(engine, keys, amounts, ""))?;
    let mut asked = CardsReportRequest {
        from: request.from,
        to: request.to,
        filter: request.filter.clone(),
        limit: Some(PAGE),
        after: None,
    };
    loop {
        let page = cards::page(engine, asked.clone(), false).map_err(unwritten)?;
        for item in page.items {
            let CardsReportItem { card, card_type, customer, account, sum } = item;
            let sums = [sum.opening, sum.credited, sum.debited, sum.closing].map(Cell::Units);
            let row: Row =
                [text(card), text(card_type), maybe(customer), text(account)].into_iter().chain(sums).collect();
            table.row(&row)?;
            progress();
        }
        asked.after = page.next;
        if asked.after.is_none() {
            return Ok(table.finish()?);
        }
    }
}

fn gathered(
    engine: &Engine,
    request: &ReportExportRequest,
    attempt: &Attempt,
) -> Result<(Vec<Column>, Vec<Row>), Stop> {
    let (from, to) = (request.from, request.to);
    let mut rows = Vec::new();
    let mut after = None;
    let asked = |after: &Option<String>| PeriodRequest { from, to, limit: Some(PAGE), after: after.clone() };
    let columns = match request.report {
        // It is written a page at a time.
        ReportKind::Cards => Vec::new(),
        ReportKind::Liability => {
            rows.extend(liability(engine).map_err(stopped)?.items.into_iter().map(of_liability));
            columns(engine, "type account cards balance", "balance", "cards")
        }
        ReportKind::Loads => {
            let date = request.date.unwrap_or_default();
            rows.extend(loads(engine, &DayRequest { date }).map_err(stopped)?.items.into_iter().map(of_load));
            let keys = "operation time till operator card paid credited fiscal tenders";
            columns(engine, keys, "paid credited", "")
        }
        ReportKind::Statement => {
            let customer = request.customer.clone().unwrap_or_default();
            loop {
                let asked = StatementRequest { customer: customer.clone(), from, to, limit: Some(PAGE), after };
                let page = statement(engine, asked).map_err(stopped)?;
                rows.extend(page.items.into_iter().map(of_statement));
                attempt.beat();
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let keys = "operation method time till z number total discount due position cards settled settlement";
            columns(engine, keys, "total discount due position", "z number")
        }
        ReportKind::Discounts => {
            loop {
                let page = discounts::page(engine, asked(&after), false).map_err(stopped)?;
                rows.extend(page.items.into_iter().map(of_discount));
                attempt.beat();
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let keys = "operation time till operator card type customer line reason description before amount percent";
            columns(engine, keys, "before amount percent", "")
        }
        ReportKind::Stock => {
            loop {
                let page = stock(engine, asked(&after)).map_err(stopped)?;
                rows.extend(page.items.into_iter().map(of_stock));
                attempt.beat();
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let keys = "operation time till operator peer what type batch partner count";
            columns(engine, keys, "", "count")
        }
    };
    Ok((columns, rows))
}

fn of_liability(item: LiabilityItem) -> Row {
    vec![text(item.card_type), text(item.account), Cell::Count(item.cards), Cell::Units(item.balance)]
}

fn of_load(item: LoadItem) -> Row {
    let tenders: Vec<String> =
        item.tenders.iter().map(|tender| format!("{} {}", tender.tender.word(), tender.amount)).collect();
    vec![
        text(item.operation),
        text(item.time),
        maybe(item.till),
        maybe(item.operator),
        text(item.card),
        money(item.paid),
        Cell::Units(item.credited),
        yes(item.fiscal),
        text(tenders.join(", ")),
    ]
}

fn of_statement(item: StatementItem) -> Row {
    let document = item.document.as_ref();
    let count = |number: Option<u32>| number.map_or(Cell::Empty, |number| Cell::Count(number.into()));
    vec![
        text(item.operation),
        text(item.method),
        text(item.time),
        maybe(item.till),
        count(document.and_then(|document| document.z)),
        count(document.and_then(|document| document.number)),
        money(item.total),
        money(item.discount),
        money(item.due),
        money(item.position),
        text(item.cards.join(" ")),
        yes(item.settled),
        maybe(item.settlement),
    ]
}

fn of_discount(item: DiscountItem) -> Row {
    vec![
        text(item.operation),
        text(item.time),
        maybe(item.till),
        maybe(item.operator),
        maybe(item.card),
        maybe(item.card_type),
        maybe(item.customer),
        maybe(item.line),
        text(item.reason),
        text(item.description),
        money(item.before),
        money(item.amount),
        money(item.percent),
    ]
}

fn of_stock(item: StockItem) -> Row {
    vec![
        text(item.operation),
        text(item.time),
        maybe(item.till),
        maybe(item.operator),
        maybe(item.peer),
        text(item.what),
        maybe(item.card_type),
        maybe(item.batch),
        maybe(item.partner),
        Cell::Count(item.count),
    ]
}
