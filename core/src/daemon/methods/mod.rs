//! The calls: each reads its parameters, asks the flow for a plan, and lets the engine carry it out.

mod card;
mod customer;
mod delivery;
mod export;
mod find;
mod history;
mod issue;
mod original;
mod personal;
mod pin;
mod print;
mod printer;
mod receipt;
mod record;
mod report;
mod resolve;
mod save;
pub(super) mod selection;
mod stock;
mod track;
mod zero;

use super::{
    desk::Desk,
    engine::Engine,
    printing::to_text,
    rpc::{Failure, params},
    session,
};
use fiscus_sdk::{
    Fault, Reason,
    api::{self, InfoAnswer, Method, Nothing},
    card::Notice,
};
use serde::{Serialize, de::DeserializeOwned};

/// Whether a call neither waits for a printer nor for the disk: it is answered before the next is read.
#[must_use]
pub fn at_once(method: &str) -> bool {
    matches!(
        method,
        api::DaemonInfo::NAME
            | api::SessionGet::NAME
            | api::SessionLogout::NAME
            | api::PrinterList::NAME
            | api::EventsSubscribe::NAME
    )
}

/// The result's text.
fn text<T: Serialize>(result: Result<T, Failure>) -> Result<String, Failure> {
    result.map(|answer| to_text(&answer))
}

/// Answers what may take long, away from the threads of the socket.
async fn aside<P, T>(
    engine: &Desk,
    given: &str,
    answer: fn(&Engine, P) -> Result<T, Failure>,
) -> Result<String, Failure>
where
    P: DeserializeOwned + Send + 'static,
    T: Serialize + Send + 'static,
{
    let (asked, engine) = (params(given)?, engine.clone());
    let language = engine.setup.shop.language;
    let work = tokio::task::spawn_blocking(move || text(answer(&engine, asked)));
    work.await.unwrap_or_else(|panic| {
        Err(Failure::fault(language, &Fault::new(Reason::Internal, panic.to_string()), None, false))
    })
}

/// Answers a call. `events.subscribe` belongs to a connection and is answered there.
///
/// # Errors
/// What the caller is told.
pub async fn answer(engine: &Desk, method: &str, given: &str) -> Result<String, Failure> {
    match method {
        api::DaemonInfo::NAME => text(params::<Nothing>(given).map(|_| info(engine))),
        api::SessionGet::NAME => text(params::<Nothing>(given).map(|_| session::get(engine))),
        api::SessionLogout::NAME => text(params::<Nothing>(given).map(|_| session::logout(engine))),
        api::SessionLogin::NAME => text(session::login(engine, given).await),
        api::ReceiptQuote::NAME => receipt::quote(engine, params(given)?).await,
        api::ReceiptIssue::NAME => receipt::issue(engine, params(given)?).await,
        api::ReceiptReturn::NAME => receipt::give_back(engine, params(given)?).await,
        api::ReceiptVoid::NAME => receipt::void(engine, params(given)?).await,
        api::CardQuote::NAME => card::quote(engine, params(given)?).await,
        api::CardLoad::NAME => card::load(engine, params(given)?).await,
        api::CardIssue::NAME => issue::issue(engine, params(given)?).await,
        api::CardUse::NAME => pin::use_up(engine, params(given)?).await,
        api::CardReveal::NAME => pin::reveal(engine, params(given)?).await,
        api::CardsGenerate::NAME => issue::generate(engine, params(given)?).await,
        api::CardsMove::NAME => stock::moves(engine, params(given)?).await,
        api::CardsExport::NAME => export::export(engine, params(given)?).await,
        api::CardsPrint::NAME => print::print(engine, params(given)?).await,
        api::PartnerSave::NAME => stock::save_partner(engine, params(given)?).await,
        api::CardsZero::NAME => zero::zero(engine, params(given)?).await,
        api::CardSave::NAME => save::save(engine, params(given)?).await,
        api::CatalogLists::NAME => text(params::<Nothing>(given).map(|_| record::lists(engine))),
        api::CatalogSellable::NAME => text(params::<Nothing>(given).and_then(|_| stock::sellable(engine))),
        api::CardGet::NAME => text(card::get(engine, &params(given)?)),
        api::CardHistory::NAME => text(card::history(engine, &params(given)?)),
        api::CardsTrack::NAME => aside(engine, given, track::track).await,
        api::PartnersFind::NAME => text(find::partners(engine, params(given)?)),
        api::CustomersFind::NAME => aside(engine, given, find::customers).await,
        api::CardsFind::NAME => text(card::find(engine, params(given)?)),
        api::CustomerSave::NAME => customer::save(engine, params(given)?).await,
        api::CustomerGet::NAME => text(customer::get(engine, &params(given)?)),
        api::CustomerExport::NAME => personal::export(engine, params(given)?).await,
        api::CustomerErase::NAME => personal::erase(engine, params(given)?).await,
        api::CustomerPicture::NAME => text(personal::picture(engine, &params(given)?)),
        api::CustomerSavePicture::NAME => personal::save_picture(engine, params(given)?).await,
        api::DiscountsReview::NAME => customer::review(engine, params(given)?).await,
        api::CustomerSettle::NAME => customer::settle(engine, params(given)?).await,
        api::OperationGet::NAME => text(history::get(engine, &params(given)?)),
        api::OperationResolve::NAME => resolve::resolve(engine, params(given)?).await,
        api::OperationsFind::NAME => text(history::find(engine, params(given)?)),
        api::SlipPrint::NAME => printer::slip(engine, params(given)?).await,
        api::DocumentReprint::NAME => text(printer::reprint(engine, &params(given)?).await),
        api::PrinterList::NAME => text(params::<Nothing>(given).map(|_| printer::list(engine))),
        api::PrinterStatus::NAME => text(printer::status(engine, &params(given)?).await),
        api::PrinterOpenDrawer::NAME => text(printer::open_drawer(engine, &params(given)?).await),
        api::PrinterDisplay::NAME => text(printer::display(engine, params(given)?).await),
        api::PrinterTest::NAME => text(printer::test(engine, &params(given)?).await),
        api::PrinterXReport::NAME => printer::report(engine, params(given)?, false).await,
        api::PrinterZReport::NAME => printer::report(engine, params(given)?, true).await,
        api::PrinterCashIn::NAME => printer::cash(engine, params(given)?, true).await,
        api::PrinterCashOut::NAME => printer::cash(engine, params(given)?, false).await,
        api::DeliveriesFind::NAME => text(delivery::find(engine, &params(given)?)),
        api::ReportLoads::NAME => aside(engine, given, |engine, asked| report::loads(engine, &asked)).await,
        api::ReportLiability::NAME => aside(engine, given, |engine, _: Nothing| report::liability(engine)).await,
        api::ReportCards::NAME => aside(engine, given, report::cards).await,
        api::ReportStatement::NAME => aside(engine, given, report::statement).await,
        api::ReportDiscounts::NAME => aside(engine, given, report::discounts).await,
        api::ReportExport::NAME => report::export(engine, params(given)?).await,
        api::ReportStock::NAME => aside(engine, given, report::stock).await,
        unknown => Err(Failure::method(unknown, api::NAMES)),
    }
}

fn info(engine: &Engine) -> InfoAnswer {
    let shop = &engine.setup.config.shop;
    InfoAnswer {
        name: "fiscus".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        shop: shop.name.clone(),
        time: engine.clock.local().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        time_zone: shop.time_zone.iana_name().unwrap_or("UTC").to_owned(),
        currency: shop.currency.name.clone(),
        language: serde_json::to_value(shop.language)
            .ok()
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default(),
        printers: engine.printers.keys().cloned().collect(),
        card_types: engine.setup.card_types.keys().cloned().collect(),
        pid: std::process::id(),
    }
}

/// Notices, each once.
fn distinct(notices: Vec<Notice>) -> Vec<Notice> {
    let mut seen: Vec<Notice> = Vec::with_capacity(notices.len());
    for notice in notices {
        if !seen.contains(&notice) {
            seen.push(notice);
        }
    }
    seen
}
