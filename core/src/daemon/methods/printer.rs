//! `slip.print`, `document.reprint`, and everything that asks a printer for itself.

use crate::{
    config::Role,
    daemon::{
        cards::store_fault,
        desk::Desk,
        engine::{Engine, Intent},
        operation::{Body, point},
        printer::Printer,
        rpc::Failure,
    },
    flow::{
        Stop, marks,
        paper::{Content, Paper},
    },
    journal::{Record, State},
    ledger::Write,
    say::{self, Say},
};
use fiscus_sdk::{
    Document, Fault, Reason, Slip, SlipLine,
    api::{
        CashRequest, DisplayRequest, DocumentAnswer, Empty, List, Method, OperationAnswer, PrinterAnswer,
        PrinterCashIn, PrinterCashOut, PrinterOperationRequest, PrinterRequest, PrinterXReport, PrinterZReport,
        SlipLineRequest, SlipPrint, SlipRequest, StatusAnswer, TargetRequest,
    },
    driver::{Job, OpenDocument, Outcome, Paper as Roll, Reply, Status},
    jiff::Timestamp,
    slip::{SlipCopy, Style},
};
use serde_json::json;
use std::{collections::BTreeSet, sync::Arc};

/// The most lines of a slip that a till asks for.
const MOST_LINES: usize = 1000;
/// The most copies of it.
const MOST_COPIES: u32 = 10;

/// `slip.print`
pub async fn slip(engine: &Desk, request: SlipRequest) -> Result<String, Failure> {
    engine
        .operation(SlipPrint::NAME, request, |engine, request, attempt| {
            let printer = match &request.printer {
                Some(printer) => engine.printer(Some(printer), None)?.id.clone(),
                None => engine.slip_printer(attempt.till.as_deref(), SlipCopy::Customer)?,
            };
            let copies = request.copies.unwrap_or(1);
            if request.lines.is_empty() || request.lines.len() > MOST_LINES {
                return Err(Stop::Params("lines".into(), format!("lines: 1 to {MOST_LINES}")));
            }
            if !(1..=MOST_COPIES).contains(&copies) {
                return Err(Stop::Params("copies".into(), format!("copies: 1 to {MOST_COPIES}")));
            }
            let slip = Slip { copy: SlipCopy::Customer, lines: request.lines.iter().map(line).collect() };
            let papers = (0..copies).map(|_| Paper::slip(&printer, slip.clone())).collect();
            Ok(Intent { papers, answer: OperationAnswer::default(), ..Intent::default() })
        })
        .await
}

fn line(asked: &SlipLineRequest) -> SlipLine {
    match asked {
        SlipLineRequest::Text(text) => SlipLine::text(text.clone()),
        SlipLineRequest::Styled { text, style } => SlipLine::Text { text: text.clone(), style: *style },
        SlipLineRequest::Barcode { barcode, symbology } => {
            SlipLine::Barcode { data: barcode.clone(), symbology: *symbology }
        }
        SlipLineRequest::Qr { qr } => SlipLine::Qr { data: qr.clone() },
    }
}

/// `document.reprint`: the slips of an operation again; a fiscal document as a slip that repeats what it said.
/// Marked as a copy, and never a fiscal document.
pub async fn reprint(engine: &Desk, request: &TargetRequest) -> Result<DocumentAnswer, Failure> {
    let language = engine.setup.shop.language;
    let failed = |error| engine.nothing_done(&store_fault(&error));
    let nothing = || {
        let say = Say::NothingToReprint { operation: request.target.clone() };
        Failure::refused(&say::refuse(language, Reason::OperationUnknown, &say))
    };
    let row = engine.ledger.operation(&request.target).map_err(failed)?.ok_or_else(|| {
        let say = Say::OperationUnknown { operation: request.target.clone() };
        Failure::refused(&say::refuse(language, Reason::OperationUnknown, &say))
    })?;
    let body = Body::of(&row).map_err(|fault| engine.nothing_done(&fault))?;
    if row.state != State::Committed {
        return Err(nothing());
    }
    let deciding = body.deciding().and_then(|place| body.papers.get(place)).ok_or_else(nothing)?;
    let copy = match &deciding.content {
        Content::Document(document) => match document.as_ref() {
            Document::Slip(slip) => slip.slip.clone(),
            document => receipt_copy(engine, document, deciding, row.opened),
        },
        _ => return Err(nothing()),
    };
    let printer_id = match deciding.kind() {
        fiscus_sdk::DocumentKind::Slip => deciding.printer.clone(),
        _ => engine
            .slip_printer(body.till.as_deref(), SlipCopy::Customer)
            .map_err(|stop| Failure::stopped(language, stop))?,
    };
    let mut copies = vec![(printer_id.clone(), copy)];
    // Beside a receipt those slips that it cannot replace.
    copies.extend(body.papers.iter().filter(|paper| *paper != deciding).filter_map(|paper| match &paper.content {
        Content::Document(document) => match document.as_ref() {
            Document::Slip(slip) if !marks::cards(&slip.slip).is_empty() => {
                Some((paper.printer.clone(), slip.slip.clone()))
            }
            _ => None,
        },
        _ => None,
    }));
    let shown: BTreeSet<String> = copies.iter().flat_map(|(_, slip)| marks::cards(slip)).collect();
    if !shown.is_empty() {
        // A PIN that is shown again is for who may see it, and on record, as where it is revealed. Source: S1-14, F15
        let caller = engine.caller();
        if !caller.manages() {
            let role = Role::Manager.word().to_owned();
            return Err(engine.not_permitted(&Say::RoleLacks { method: "document.reprint (PIN)".to_owned(), role }));
        }
        let time = engine.clock.millis();
        let record = json!({
            "reprint": request.target, "revealed": shown, "operator": caller.operator, "peer": caller.peer,
        });
        let write = Write {
            operation: format!("{} copy {time}", request.target),
            time,
            record: Some(Record { kind: "reprinted".to_owned(), body: record.to_string() }),
            ..Write::default()
        };
        engine.ledger.write(write).await.map_err(failed)?;
    }
    let mark = Say::Copy.text(language);
    for (printer, slip) in copies {
        let printer = engine.printer(Some(&printer), None).map_err(|stop| Failure::stopped(language, stop))?;
        let slip = engine.filled(&slip, &body.cards).map_err(|fault| engine.printer_fault(&fault, printer))?;
        engine.ask_first(printer).await;
        match printer.turn().await.run(Paper::slip(&printer.id, slip).job(Some(&mark))).await {
            // What the driver does not print is on no paper, however it ended.
            Outcome::Done(Reply::Refused(refusal)) => return Err(Failure::refused(&refusal)),
            Outcome::Done(_) => {}
            Outcome::Failed(fault) | Outcome::Unknown(fault) => return Err(engine.printer_fault(&fault, printer)),
        }
    }
    Ok(DocumentAnswer {
        kind: fiscus_sdk::DocumentKind::Slip,
        printer: printer_id,
        z: None,
        number: None,
        date: None,
        time: None,
        serial: None,
        total: None,
        device_total: None,
        proof: None,
    })
}

/// What a fiscal document said, as a slip; of a device that does not tell when it printed, when it was asked to.
fn receipt_copy(engine: &Engine, document: &Document, paper: &Paper, opened: i64) -> Slip {
    use fiscus_sdk::document::Line;
    let language = engine.setup.shop.language;
    let money = |amount| language.amount(amount);
    let (lines, adjustments, tenders, total) = match document {
        Document::Receipt(receipt) => (&receipt.lines, &receipt.adjustments, &receipt.tenders, receipt.total),
        Document::Return(c) | Document::Void(c) => (&c.lines, &c.adjustments, &c.tenders, c.total),
        Document::Slip(slip) => return slip.slip.clone(),
    };
    let mut copy = vec![SlipLine::bold(engine.setup.shop.name.clone())];
    if let Some(reference) = &paper.reference {
        let number = match (reference.z, reference.number) {
            (Some(z), Some(number)) => format!("{z:04}-{number:04}"),
            _ => String::new(),
        };
        let moment = match (reference.date, &reference.time) {
            (Some(date), time) => format!("{} {}", language.date(date), time.as_deref().unwrap_or_default()),
            (None, _) => Timestamp::from_millisecond(opened).map_or_else(
                |_| String::new(),
                |opened| {
                    let opened = opened.to_zoned(engine.clock.zone().clone());
                    format!("{} {:02}:{:02}", language.date(opened.date()), opened.hour(), opened.minute())
                },
            ),
        };
        copy.push(SlipLine::columns(number, moment.trim_end()));
        copy.extend(reference.serial.clone().map(SlipLine::text));
    }
    copy.push(SlipLine::Rule);
    for line in lines {
        match line {
            Line::Sale { description, quantity, price, adjustments, .. } => {
                let count = quantity.decimal().normalize().to_string();
                let left = if count == "1" { description.clone() } else { format!("{count} x {description}") };
                let gross = engine.setup.shop.currency.round(price.times(*quantity));
                copy.push(SlipLine::columns(left, money(gross)));
                for adjustment in adjustments {
                    copy.push(SlipLine::columns(format!("  {}", adjustment.description), money(adjustment.amount)));
                }
            }
            Line::Discharge { description, amount, .. } => {
                copy.push(SlipLine::columns(description.clone(), money(-*amount)));
            }
        }
    }
    for adjustment in adjustments {
        copy.push(SlipLine::columns(adjustment.description.clone(), money(adjustment.amount)));
    }
    let word = language.pick(["TOTALE", "TOTAL", "TOTAL", "TOTAL", "KOKKU"]);
    copy.push(SlipLine::Columns { left: word.into(), right: money(total), style: Style::Bold });
    for tender in tenders {
        copy.push(SlipLine::columns(tender.description.clone(), money(tender.amount)));
    }
    Slip { copy: SlipCopy::Customer, lines: copy }
}

impl Engine {
    /// A printer by id; without one, where the receipts of a till go.
    ///
    /// # Errors
    /// There is none.
    pub fn printer(&self, id: Option<&String>, till: Option<&String>) -> Result<&Arc<Printer>, Stop> {
        let id = match id {
            Some(id) => id.clone(),
            None => self.receipt_printer(till.map(String::as_str), &[])?,
        };
        self.printers.get(&id).ok_or_else(|| {
            let known = self.printers.keys().cloned().collect::<Vec<_>>().join(", ");
            self.refuse(Reason::PrinterNotConfigured, &Say::PrinterUnknown { printer: id, known })
        })
    }

    fn asked(&self, id: Option<&String>, till: Option<&String>) -> Result<&Arc<Printer>, Failure> {
        self.printer(id, till).map_err(|stop| Failure::stopped(self.setup.shop.language, stop))
    }

    fn printer_fault(&self, fault: &Fault, printer: &Printer) -> Failure {
        Failure::fault(self.setup.shop.language, fault, Some(&printer.id), false)
    }
}

/// `printer.list`
pub fn list(engine: &Engine) -> List<PrinterAnswer> {
    let items = engine
        .printers
        .values()
        .map(|printer| PrinterAnswer {
            printer: printer.id.clone(),
            driver: printer.manifest.id.clone(),
            connection: printer.place.clone(),
            documents: printer.manifest.documents.clone(),
            in_doubt: printer.doubt(),
        })
        .collect();
    List { items, next: None }
}

/// Nobody knows how it is.
fn unknown(mut answer: StatusAnswer) -> StatusAnswer {
    for told in [&mut answer.paper, &mut answer.cover, &mut answer.document] {
        "unknown".clone_into(told);
    }
    answer
}

/// `printer.status`
pub async fn status(engine: &Engine, request: &PrinterRequest) -> Result<StatusAnswer, Failure> {
    let printer = engine.asked(request.printer.as_ref(), request.till.as_ref())?;
    let mut answer = StatusAnswer {
        printer: printer.id.clone(),
        online: false,
        paper: "ok".to_owned(),
        cover: "closed".to_owned(),
        document: "none".to_owned(),
        serial: None,
        last: None,
        in_doubt: printer.doubt(),
        vendor: None,
        notes: Vec::new(),
    };
    match printer.turn().await.run(Job::Status).await {
        Outcome::Done(Reply::Status(status)) => {
            // A driver that could ask nothing has nothing to tell but why.
            let silent = Status { notes: status.notes.clone(), ..Status::default() } == status;
            answer.online = status.online;
            answer.paper = match status.paper {
                Roll::Ok => "ok",
                Roll::Low => "low",
                Roll::End => "end",
            }
            .to_owned();
            answer.cover = if status.cover_open { "open" } else { "closed" }.to_owned();
            answer.document = match status.document {
                OpenDocument::None => "none",
                OpenDocument::Fiscal => "fiscal",
                OpenDocument::Management => "management",
            }
            .to_owned();
            answer.serial = status.serial;
            answer.last = status.last.as_ref().map(point);
            answer.vendor = status.vendor;
            answer.notes = status.notes;
            Ok(if silent { unknown(answer) } else { answer })
        }
        // That it does not answer is an answer.
        Outcome::Failed(fault) | Outcome::Unknown(fault) if fault.reason == Reason::PrinterOffline => {
            answer.notes.push(fault.detail);
            Ok(unknown(answer))
        }
        Outcome::Failed(fault) | Outcome::Unknown(fault) => Err(engine.printer_fault(&fault, printer)),
        Outcome::Done(_) => {
            let fault = Fault::new(Reason::PluginFailed, "the driver gave no status");
            Err(engine.printer_fault(&fault, printer))
        }
    }
}

async fn done(engine: &Engine, id: Option<&String>, till: Option<&String>, job: Job) -> Result<Empty, Failure> {
    let printer = engine.asked(id, till)?;
    match printer.turn().await.run(job).await {
        Outcome::Done(Reply::Refused(refusal)) => Err(Failure::refused(&refusal)),
        Outcome::Done(_) => Ok(Empty {}),
        Outcome::Failed(fault) | Outcome::Unknown(fault) => Err(engine.printer_fault(&fault, printer)),
    }
}

/// `printer.open_drawer`
pub async fn open_drawer(engine: &Engine, request: &PrinterRequest) -> Result<Empty, Failure> {
    done(engine, request.printer.as_ref(), request.till.as_ref(), Job::OpenDrawer).await
}

/// `printer.display`
pub async fn display(engine: &Engine, request: DisplayRequest) -> Result<Empty, Failure> {
    if request.lines.is_empty() || request.lines.len() > 2 {
        return Err(Failure::params("lines", "lines: one or two"));
    }
    done(engine, request.printer.as_ref(), request.till.as_ref(), Job::Display(request.lines)).await
}

/// `printer.test`
pub async fn test(engine: &Engine, request: &PrinterRequest) -> Result<StatusAnswer, Failure> {
    let id = engine.asked(request.printer.as_ref(), request.till.as_ref())?.id.clone();
    let language = engine.setup.shop.language;
    let slip = Slip {
        copy: SlipCopy::Customer,
        lines: vec![
            SlipLine::bold(Say::TestSlip.text(language)),
            SlipLine::columns(engine.setup.shop.name.clone(), id.clone()),
            SlipLine::text(engine.now().strftime("%Y-%m-%d %H:%M:%S").to_string()),
        ],
    };
    done(engine, Some(&id), None, Paper::slip(&id, slip).job(None)).await?;
    status(engine, &PrinterRequest { printer: Some(id), ..PrinterRequest::default() }).await
}

/// `printer.x_report`, `printer.z_report`
pub async fn report(engine: &Desk, request: PrinterOperationRequest, z: bool) -> Result<String, Failure> {
    let name = if z { PrinterZReport::NAME } else { PrinterXReport::NAME };
    engine
        .operation(name, request, move |engine, request, attempt| {
            let printer = engine.printer(request.printer.as_ref(), attempt.till.as_ref())?.id.clone();
            let content = if z { Content::ZReport } else { Content::XReport };
            Ok(Intent { papers: vec![Paper::new(&printer, content)], ..Intent::default() })
        })
        .await
}

/// `printer.cash_in`, `printer.cash_out`
pub async fn cash(engine: &Desk, request: CashRequest, into: bool) -> Result<String, Failure> {
    let name = if into { PrinterCashIn::NAME } else { PrinterCashOut::NAME };
    engine
        .operation(name, request, move |engine, request, attempt| {
            let currency = &engine.setup.shop.currency;
            let amount = request.amount;
            if !amount.is_positive() || amount.minor(currency.scale).is_none() {
                return Err(engine.refuse(Reason::AmountInvalid, &Say::AmountInvalid { amount }));
            }
            let amount = currency.round(amount);
            let printer = engine.printer(request.printer.as_ref(), attempt.till.as_ref())?.id.clone();
            let content = if into { Content::CashIn(amount) } else { Content::CashOut(amount) };
            let answer = OperationAnswer { amount: Some(amount), ..OperationAnswer::default() };
            Ok(Intent { papers: vec![Paper::new(&printer, content)], answer, ..Intent::default() })
        })
        .await
}
