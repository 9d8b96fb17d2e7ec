//! `receipt.quote`, `receipt.issue`, `receipt.return`, `receipt.void`.

use super::{distinct, text};
use crate::{
    config::RouteError,
    daemon::{
        cards::Use,
        desk::Desk,
        engine::{Attempt, Engine, Intent, unresolved},
        making::Making,
        operation::Body,
        rpc::Failure,
        selling::Selling,
    },
    flow::{
        Stop,
        correction::{self, Cards, Corrected, Sold, SoldLine, SoldTender, Source},
        discounted,
        issue::Issuing,
        paper::{Content, Paper},
        party::{Part, Party},
        price,
        sale::{self, Buyer, Order, Paid, Sale},
    },
    journal::{OperationRow, State},
    ledger::{Outgoing, Owner},
    registry::CardStatus,
    say::Say,
};
use fiscus_sdk::{
    Amount, Document, End, Origin, Reason, TenderKind,
    api::{
        CardUse, LineAnswer, Method, OperationAnswer, OriginalRequest, ReceiptIssue, ReceiptRequest, ReceiptReturn,
        ReceiptVoid, Refund, ReturnRequest, TenderAnswer, TenderWord, VoidRequest,
    },
    card::{Audience, Effect, Notice},
    document::Receipt,
    slip::SlipCopy,
};
use std::collections::BTreeMap;

/// `receipt.quote`
pub async fn quote(engine: &Desk, request: ReceiptRequest) -> Result<String, Failure> {
    let attempt = engine.quote_attempt(request.till.as_ref(), request.operator.as_ref());
    let language = engine.setup.shop.language;
    let made = engine.planned(move |engine| engine.sale(&request, &attempt, &mut engine.making(&attempt), true));
    text(match made.await {
        Ok((sale, _)) => Ok(OperationAnswer { state: "quoted".into(), ..answer_of_sale(&sale) }),
        Err(Stop::Asking(questions)) => {
            Ok(OperationAnswer { state: "asking".into(), questions, ..OperationAnswer::default() })
        }
        Err(stop) => Err(Failure::stopped(language, stop)),
    })
}

/// `receipt.issue`
pub async fn issue(engine: &Desk, request: ReceiptRequest) -> Result<String, Failure> {
    engine
        .operation(ReceiptIssue::NAME, request, |engine, request, attempt| {
            let mut making = engine.making(attempt);
            let (sale, selling) = engine.sale(request, attempt, &mut making, false)?;
            let cards = engine.sold_cards(&sale, &selling, &mut making)?;
            let customer = request.customer.clone().unwrap_or_default();
            let departments: Vec<&str> = sale.draft.lines.iter().map(|line| line.department.as_str()).collect();
            let printer = engine.receipt_printer(attempt.till.as_deref(), &departments)?;
            let receipt = sale.receipt(customer.tax_code, customer.lottery_code, &request.footer);
            let mut papers = vec![Paper::new(&printer, Content::Document(Box::new(Document::Receipt(receipt))))];
            engine.add_slips(&mut papers, attempt, &sale.slips)?;
            Ok(Intent {
                papers,
                active: sale.parts.iter().filter(|part| part.line.is_none()).map(|part| part.card.clone()).collect(),
                cards: cards.new,
                changes: cards.changes,
                effects: cards.effects,
                sold: Some(sold(&engine.setup.shop, &sale)),
                answer: answer_of_sale(&sale),
                parts: sale.parts,
                own_posts: sale.own_posts,
                customer_floors: sale.customer_floors,
                ..Intent::default()
            })
        })
        .await
}

/// `receipt.return`
pub async fn give_back(engine: &Desk, request: ReturnRequest) -> Result<String, Failure> {
    engine
        .operation(ReceiptReturn::NAME, request, |engine, request, attempt| match &request.original {
            OriginalRequest::Operation(id) => engine.return_of_ours(id, request, attempt),
            OriginalRequest::Document(document) => {
                if let Some(id) = engine.issued_here(document, request, attempt)? {
                    return engine.return_of_ours(&id, request, attempt);
                }
                let origin = Origin::Document {
                    z: document.z,
                    number: document.number,
                    date: document.date,
                    serial: document.serial.clone(),
                };
                engine.return_of_foreign(origin, request, attempt)
            }
            OriginalRequest::Other(other) => {
                engine.return_of_foreign(Origin::Other { kind: other.kind, date: other.date }, request, attempt)
            }
        })
        .await
}

/// `receipt.void`
pub async fn void(engine: &Desk, request: VoidRequest) -> Result<String, Failure> {
    engine
        .operation(ReceiptVoid::NAME, request, |engine, request, attempt| {
            let (row, body) = engine.original(&request.original, &["receipt.issue", "card.load", "card.use"])?;
            engine.undone(row, body, attempt)
        })
        .await
}

impl Engine {
    fn sale(
        &self,
        request: &ReceiptRequest,
        attempt: &Attempt,
        making: &mut Making<'_>,
        quote: bool,
    ) -> Result<(Sale, Vec<Selling>), Stop> {
        let shop = &self.setup.shop;
        let draft = price::draft(shop, &request.lines, &request.adjustments)?;
        let mut parties = Vec::new();
        let mut notices = Vec::new();
        let paying = request
            .payments
            .iter()
            .filter(|payment| payment.tender == TenderWord::Card)
            .filter_map(|payment| payment.card.as_ref());
        let pays = |number: &String| paying.clone().any(|card| card == number);
        let paying = paying.clone().map(|card| (card, None));
        for (number, mode) in request.cards.iter().map(|card| (&card.card, card.mode.clone())).chain(paying) {
            if parties.iter().any(|party: &Party| &party.card.number == number) {
                continue;
            }
            let mut party = self.party(number, Use::Sale, attempt.now, mode)?;
            // S5-55: who pays with a card has chosen.
            if party.mode.is_none() && !pays(number) {
                party.mode = party.card.settings.get("mode").and_then(|mode| mode.as_str()).map(str::to_owned);
            }
            let message = party.message.clone();
            notices.extend(message.map(|text| Notice { to: Audience::Cashier, text }));
            parties.push(party);
        }
        let buyer = self.buyer(request, &mut notices)?;
        let asking = self.asking(attempt);
        // A quote without payments shows what is to be paid.
        let open = quote && request.payments.is_empty();
        let cash = [fiscus_sdk::api::PaymentRequest {
            tender: TenderWord::Cash,
            amount: None,
            card: None,
            count: None,
            cause: None,
        }];
        let payments = if open { &cash[..] } else { &request.payments };
        let selling = self.selling(&draft, making, attempt)?;
        let sold: Vec<Issuing> = selling.iter().map(|selling| selling.issuing.clone()).collect();
        let order = Order { draft, adjustments: &request.adjustments, payments, buyer: &buyer, sold: &sold };
        let mut sale = sale::plan(&asking, &order, &parties)?;
        if open {
            sale.tenders.clear();
        }
        notices.extend(self.standing_after(&sale, &buyer));
        notices.append(&mut sale.notices);
        sale.notices = distinct(notices);
        Ok((sale, selling))
    }

    /// The customer of a sale, and what the till should know of him (S3-11).
    fn buyer(&self, request: &ReceiptRequest, notices: &mut Vec<Notice>) -> Result<Buyer, Stop> {
        let Some(id) = request.customer.as_ref().and_then(|customer| customer.id.as_ref()) else {
            return Ok(Buyer::default());
        };
        let Some(customer) = self.ledger.customer(id)? else {
            return Err(self.refuse(Reason::CustomerIncomplete, &Say::CustomerUnknown { customer: id.clone() }));
        };
        let told = self.told(&customer)?;
        let language = self.setup.shop.language;
        let mut note = |say: Say| notices.push(Notice { to: Audience::Cashier, text: say.text(language) });
        if let Some(document) = customer.credit_document {
            let document = match document {
                crate::registry::CreditDocument::Invoice => {
                    language.pick(["fattura", "invoice", "factura", "fatura", "arve"])
                }
                crate::registry::CreditDocument::Prepaid => {
                    language.pick(["prepagata", "prepaid card", "tarjeta prepago", "cartão pré-pago", "ettemaksukaart"])
                }
            };
            note(Say::CreditDocumentNote { document: document.to_owned() });
        }
        if let Some(notes) = customer.notes.clone().filter(|notes| !notes.is_empty()) {
            notices.push(Notice { to: Audience::Cashier, text: notes });
        }
        Ok(Buyer { customer: Some(told) })
    }

    /// Where the customer stands once this sale is booked (S3-20, S3-21), as a card's own notice tells it.
    fn standing_after(&self, sale: &Sale, buyer: &Buyer) -> Vec<Notice> {
        let shop = &self.setup.shop;
        let Some(customer) = buyer.customer.as_ref().filter(|_| shop.credit_control) else { return Vec::new() };
        let due = format!("{}.due", shop.currency.name);
        let own = |label: &str| label == shop.currency.name || label == due;
        let granting = self.setup.granting();
        let cards = sale.parts.iter().filter(|part| part.customer.as_ref() == Some(&customer.id));
        let cards = cards.filter(|part| !granting.contains(&part.card_type));
        let accounts = sale.own_posts.iter().filter(|own| own.customer() == Some(&customer.id));
        let mut position = customer.position;
        for post in cards.flat_map(|part| &part.post).chain(accounts.map(|own| &own.post)) {
            if let End::Card(label) | End::Customer(label) = &post.from
                && own(label)
            {
                position -= post.amount;
            }
            if let End::Card(label) | End::Customer(label) = &post.to
                && own(label)
            {
                position += post.amount;
            }
        }
        let position = shop.currency.round(position);
        let mut say = Vec::new();
        if customer.credit_allowed || position.is_negative() {
            say.push(Say::PositionNote { position });
        }
        if let Some(limit) = customer.credit_limit.filter(|_| customer.credit_allowed) {
            say.push(Say::HeadroomNote { headroom: shop.currency.round((position + limit).max(Amount::ZERO)) });
        }
        say.into_iter().map(|say| Notice { to: Audience::Cashier, text: say.text(shop.language) }).collect()
    }

    /// The printer of a receipt with lines of these departments.
    ///
    /// # Errors
    /// There is none, or the lines belong to several.
    pub fn receipt_printer(&self, till: Option<&str>, departments: &[&str]) -> Result<String, Stop> {
        self.setup.config.receipt_printer(till, departments).map(str::to_owned).map_err(|error| self.no_route(error))
    }

    fn no_route(&self, error: RouteError) -> Stop {
        match error {
            RouteError::Missing { route, .. } => {
                self.refuse(Reason::PrinterNotConfigured, &Say::PrinterNotConfigured { document: route.to_owned() })
            }
            RouteError::Split { one, other } => self.refuse(
                Reason::CapabilityMissing,
                &Say::PrintersDiffer { printers: format!("{}, {}", one.1, other.1) },
            ),
        }
    }

    /// The printer of a slip.
    ///
    /// # Errors
    /// There is none.
    pub fn slip_printer(&self, till: Option<&str>, copy: SlipCopy) -> Result<String, Stop> {
        let found = match copy {
            SlipCopy::Customer => self.setup.config.slip_printer(till),
            SlipCopy::Drawer => self.setup.config.drawer_slip_printer(till),
        };
        found.map(str::to_owned).map_err(|error| self.no_route(error))
    }

    /// Adds slips to the papers of an operation, each for its printer.
    ///
    /// # Errors
    /// There is no printer for one.
    pub fn add_slips(
        &self,
        papers: &mut Vec<Paper>,
        attempt: &Attempt,
        slips: &[fiscus_sdk::Slip],
    ) -> Result<(), Stop> {
        for slip in slips {
            let printer = self.slip_printer(attempt.till.as_deref(), slip.copy)?;
            papers.push(Paper::slip(&printer, slip.clone()));
        }
        Ok(())
    }

    /// A committed operation of ours that is to be corrected.
    fn original(&self, id: &str, methods: &[&str]) -> Result<(OperationRow, Body), Stop> {
        let unknown = || self.refuse(Reason::OriginalNotFound, &Say::OriginalNotFound { original: id.to_owned() });
        let row = self.ledger.operation(id)?.ok_or_else(unknown)?;
        let body = Body::of(&row)?;
        match row.state {
            State::Committed => {}
            // It may be on paper: once that is known, the same call goes on.
            State::Printing | State::InDoubt if methods.contains(&row.method.as_str()) => {
                let printer = body.deciding().and_then(|place| body.papers.get(place));
                let printer = printer.map(|paper| paper.printer.clone()).unwrap_or_default();
                return Err(Stop::Printer(unresolved(id), printer));
            }
            _ => return Err(unknown()),
        }
        if !methods.contains(&row.method.as_str()) {
            let original = id.to_owned();
            return Err(self.refuse(Reason::ReturnNotAllowed, &Say::OriginalNotReturnable { original }));
        }
        Ok((row, body))
    }

    /// Where a receipt of ours is found again on its device.
    fn origin(&self, id: &str, paper: &Paper) -> Result<Origin, Stop> {
        paper.reference.as_ref().and_then(correction::origin).ok_or_else(|| match self.printers.get(&paper.printer) {
            Some(printer) if !printer.manifest.last_document => {
                self.refuse(Reason::CapabilityMissing, &Say::NumberNotTold { printer: paper.printer.clone() })
            }
            _ => self.refuse(Reason::OriginalNotFound, &Say::OriginalNotFound { original: id.to_owned() }),
        })
    }

    fn target(&self, refund: &Refund, attempt: &Attempt) -> Result<Option<Party>, Stop> {
        match refund {
            Refund::Card(number) => self.party(number, Use::Return, attempt.now, None).map(Some),
            _ => Ok(None),
        }
    }

    /// A card of an operation that is corrected, with the customer it belonged to then: what was his goes back to him.
    /// It may be closed by now: of one that was sold, or used up, its plugin says what that means, of others the plan shows
    /// whether money would go where nobody can spend it.
    fn party_then(&self, part: &Part, method: &str, attempt: &Attempt) -> Result<Party, Stop> {
        let sold_or_used = part.line.is_some() || method == CardUse::NAME;
        let mut party = match self.ledger.card(&part.card)? {
            Some(card) if sold_or_used || card.status == CardStatus::Closed => {
                self.party_of(card, true, attempt.now, None)?
            }
            _ => self.party(&part.card, Use::Return, attempt.now, None)?,
        };
        if party.customer_id() != part.customer.as_deref() {
            (party.customer, party.customer_balances) = (None, BTreeMap::new());
            if let Some(id) = &part.customer
                && let Some(customer) = self.ledger.customer(id)?
            {
                party.customer = Some(self.told(&customer)?);
                party.customer_balances = self.amounts(&Owner::Customer(id.clone()), |_| true)?;
            }
        }
        Ok(party)
    }

    /// A whole operation is undone.
    fn undone(&self, row: OperationRow, mut body: Body, attempt: &Attempt) -> Result<Intent, Stop> {
        let sold = body.sold.clone().unwrap_or_default();
        let mut parties = BTreeMap::new();
        for part in &body.parts {
            parties.insert(part.card.clone(), self.party_then(part, &row.method, attempt)?);
        }
        let source = Source {
            operation: &row.id,
            method: &row.method,
            sold: &sold,
            parts: &body.parts,
            own_posts: &body.own_posts,
        };
        let corrected = correction::undo(&self.asking(attempt), &source, &parties)?;
        let mut papers = Vec::new();
        if let Some((receipt, paper)) = body.receipt() {
            let origin = self.origin(&row.id, paper)?;
            let document = Document::Void(corrected.void(receipt, origin));
            papers.push(Paper::new(&paper.printer, Content::Document(Box::new(document))));
        }
        self.add_slips(&mut papers, attempt, &corrected.slips)?;
        let answer = OperationAnswer {
            total: Some(corrected.total),
            notices: distinct(corrected.notices.clone()),
            ..OperationAnswer::default()
        };
        if let Some(sold) = &mut body.sold {
            sold.voided_by = Some(attempt.operation.clone());
        }
        Ok(Intent {
            papers,
            parts: corrected.parts,
            changes: corrected.changes,
            effects: outgoing(corrected.effects),
            own_posts: corrected.own_posts,
            originals: vec![(row, body)],
            answer,
            ..Intent::default()
        })
    }

    fn return_of_ours(&self, id: &str, request: &ReturnRequest, attempt: &Attempt) -> Result<Intent, Stop> {
        let (row, mut body) = self.original(id, &["receipt.issue", "card.use"])?;
        if row.method == "card.use" {
            return self.undone(row, body, attempt);
        }
        let sold = body.sold.clone().unwrap_or_default();
        if sold.voided_by.is_some() {
            let original = id.to_owned();
            return Err(self.refuse(Reason::AlreadyReturned, &Say::AlreadyVoided { original }));
        }
        let (_, paper) = body
            .receipt()
            .ok_or_else(|| self.refuse(Reason::OriginalNotFound, &Say::OriginalNotFound { original: id.to_owned() }))?;
        let (printer, origin) = (paper.printer.clone(), self.origin(id, paper)?);
        let refund = request.refund.clone().unwrap_or(Refund::AsPaid);
        let mut parties = BTreeMap::new();
        for part in &body.parts {
            parties.insert(part.card.clone(), self.party_then(part, &row.method, attempt)?);
        }
        let cards = Cards { parties, target: self.target(&refund, attempt)? };
        let printed = matches!(request.original, OriginalRequest::Document(_));
        let lines = if printed && request.lines.iter().any(|line| line.line.is_none()) {
            correction::lines_like(&self.setup.shop, id, &sold, &request.lines)?
        } else {
            correction::lines_back(&self.setup.shop, id, &sold, &request.lines)?
        };
        let source =
            Source { operation: id, method: &row.method, sold: &sold, parts: &body.parts, own_posts: &body.own_posts };
        let corrected = correction::give_back(&self.asking(attempt), Some(&source), lines, &refund, cards)?;
        if let Some(sold) = &mut body.sold {
            sold.returns.push(corrected.returned.clone());
        }
        self.return_intent(corrected, origin, printer, request, attempt, Some((row, body)))
    }

    fn return_of_foreign(&self, origin: Origin, request: &ReturnRequest, attempt: &Attempt) -> Result<Intent, Stop> {
        let refund = request.refund.clone().unwrap_or(Refund::Cash);
        let cards = Cards { parties: BTreeMap::new(), target: self.target(&refund, attempt)? };
        let lines = correction::free_lines(&self.setup.shop, &request.lines)?;
        let departments: Vec<&str> = lines.iter().map(|line| line.department.as_str()).collect();
        let printer = self.receipt_printer(attempt.till.as_deref(), &departments)?;
        let corrected = correction::give_back(&self.asking(attempt), None, lines, &refund, cards)?;
        self.return_intent(corrected, origin, printer, request, attempt, None)
    }

    fn return_intent(
        &self,
        corrected: Corrected,
        origin: Origin,
        printer: String,
        request: &ReturnRequest,
        attempt: &Attempt,
        original: Option<(OperationRow, Body)>,
    ) -> Result<Intent, Stop> {
        let mut papers = Vec::new();
        if corrected.total.is_zero() {
            // a fiscal document would give back nothing.
            let slip = corrected.slip(&self.setup.shop, attempt.now);
            self.add_slips(&mut papers, attempt, &[slip])?;
        } else {
            let document = corrected.document(&self.setup.shop, origin, &request.footer);
            papers.push(Paper::new(&printer, Content::Document(Box::new(Document::Return(document)))));
        }
        self.add_slips(&mut papers, attempt, &corrected.slips)?;
        let answer = OperationAnswer {
            total: Some(corrected.total),
            lines: corrected
                .lines
                .iter()
                .map(|line| LineAnswer {
                    id: Some(line.id.clone()),
                    kind: None,
                    department: Some(line.department.clone()),
                    description: Some(line.description.clone()),
                    total: line.net,
                    adjustments: Vec::new(),
                })
                .collect(),
            tenders: corrected.tenders.iter().map(tender_answer).collect(),
            notices: distinct(corrected.notices),
            ..OperationAnswer::default()
        };
        Ok(Intent {
            papers,
            parts: corrected.parts,
            changes: corrected.changes,
            effects: outgoing(corrected.effects),
            own_posts: corrected.own_posts,
            originals: original.into_iter().collect(),
            answer,
            ..Intent::default()
        })
    }
}

/// What is to be done outside the shop, by card.
fn outgoing(effects: Vec<(String, Effect)>) -> Vec<Outgoing> {
    effects.into_iter().map(|(card, effect)| Outgoing { card, effect }).collect()
}

/// A payment as a till sees it.
#[must_use]
pub fn tender_answer(paid: &Paid) -> TenderAnswer {
    TenderAnswer { tender: paid.kind, card: paid.card.clone(), amount: paid.amount, count: paid.count }
}

fn answer_of_sale(sale: &Sale) -> OperationAnswer {
    let mut lines: Vec<LineAnswer> = sale
        .draft
        .lines
        .iter()
        .map(|line| LineAnswer {
            id: Some(line.id.clone()),
            kind: None,
            department: None,
            description: None,
            total: line.net,
            adjustments: line.adjustments.clone(),
        })
        .collect();
    lines.extend(sale.items.iter().map(|item| LineAnswer {
        id: None,
        kind: Some(item.kind),
        department: Some(item.department.clone()),
        description: Some(item.description.clone()),
        total: -item.amount,
        adjustments: Vec::new(),
    }));
    OperationAnswer {
        total: Some(sale.total),
        change: Some(sale.change),
        lines,
        adjustments: sale.draft.adjustments.clone(),
        tenders: sale.tenders.iter().map(tender_answer).collect(),
        notices: sale.notices.clone(),
        ..OperationAnswer::default()
    }
}

fn sold(shop: &fiscus_sdk::Shop, sale: &Sale) -> Sold {
    Sold {
        lines: sale
            .draft
            .lines
            .iter()
            .zip(price::line_shares(shop, &sale.draft))
            .zip(&sale.worth)
            .map(|((line, net), worth)| SoldLine {
                id: line.id.clone(),
                description: line.description.clone(),
                department: line.department.clone(),
                quantity: line.quantity,
                net,
                worth: (*worth != net).then_some(*worth),
                article: line.article.clone(),
                category: line.category.clone(),
            })
            .collect(),
        total: sale.total,
        tenders: kept(&sale.tenders, sale.change),
        discounts: discounted::of(&shop.currency, &sale.draft, &sale.given),
        ..Sold::default()
    }
}

/// Payments without the change that was given back: it comes off the cash.
pub fn kept(tenders: &[Paid], change: Amount) -> Vec<SoldTender> {
    let mut change = change;
    tenders
        .iter()
        .rev()
        .map(|paid| {
            let back = if paid.kind == TenderKind::Cash { change.min(paid.amount) } else { Amount::ZERO };
            change -= back;
            SoldTender { kind: paid.kind, amount: paid.amount - back, card: paid.card.clone() }
        })
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect()
}

/// What a load needs to be voided: its fiscal document, if it has one.
pub fn sold_load(receipt: Option<&Receipt>, paid: &[Paid], change: Amount) -> Sold {
    Sold {
        total: receipt.map_or(Amount::ZERO, |receipt| receipt.total),
        tenders: kept(paid, change),
        ..Sold::default()
    }
}
