//! A counter with its tills: calls through the typed client, what was asked and answered put into words, and the
//! checks of the story.

use super::{
    Mishap,
    shop::Shop,
    stage::{Ink, Said, Stage},
};
use fiscus_sdk::{
    Amount, Reason,
    api::{
        CardGet, CardGetRequest, CardLoad, LineRequest, LoadRequest, Method, OperationAnswer, OperationGet,
        PaymentRequest, ReceiptIssue, ReceiptRequest, SlipState, TargetRequest, TenderWord,
    },
    client::{CallError, Refused},
};
use std::{collections::BTreeMap, fmt::Display};

/// A till.
#[derive(Debug, Clone, Copy)]
pub struct Till {
    /// As the configuration knows it.
    pub till: &'static str,
    /// Who works at it.
    pub operator: &'static str,
}

/// Anna's till.
pub const ANNA: Till = Till { till: "1", operator: "anna" };
/// Bruno's till.
pub const BRUNO: Till = Till { till: "2", operator: "bruno" };

/// The tills of the shop, and the stage they are shown on.
pub struct Counter {
    /// The shop.
    pub shop: Shop,
    stage: Stage,
    said: Vec<Said>,
    operations: BTreeMap<String, u32>,
    checks: u32,
}

impl Counter {
    /// A counter that is not open yet.
    pub fn new(shop: Shop, stage: Stage) -> Self {
        Self { shop, stage, said: Vec::new(), operations: BTreeMap::new(), checks: 0 }
    }

    /// What was checked so far.
    pub fn checks(&self) -> u32 {
        self.checks
    }

    /// A new scene.
    pub fn scene(&mut self, title: &str, story: &str) -> Result<(), Mishap> {
        Ok(self.stage.open(title, story)?)
    }

    /// Shows what happened since the scene began, or was last shown.
    pub fn show(&mut self) -> Result<(), Mishap> {
        let papers = self.shop.new_paper()?;
        Ok(self.stage.show(&papers, &std::mem::take(&mut self.said))?)
    }

    /// Puts a line beside the paper.
    pub fn say(&mut self, ink: Ink, text: impl Into<String>) {
        self.said.push(Said { ink, text: text.into(), indent: 2 });
    }

    /// The same with a label in a column of its own.
    fn tell_labelled(&mut self, ink: Ink, label: &str, text: &str) {
        self.said.push(Said { ink, text: format!("{label:<9}{text}"), indent: 9 });
    }

    /// A new id for an operation of this till.
    pub fn next(&mut self, by: Till) -> String {
        let number = self.operations.entry(by.till.to_owned()).or_default();
        *number += 1;
        format!("t{}-{number:06}", by.till)
    }

    /// Tells what a till asks.
    pub fn asks(&mut self, till: &str, text: &str) {
        if !self.said.is_empty() {
            self.say(Ink::Plain, "");
        }
        self.said.push(Said { ink: Ink::Ask, text: format!("till {till} ▸ {text}"), indent: 9 });
    }

    /// Calls a method on a connection of its own.
    pub fn call<M: Method>(&self, params: &M::Params) -> Result<Result<M::Answer, Refused>, Mishap> {
        match self.shop.client()?.call::<M>(params) {
            Ok(answer) => Ok(Ok(answer)),
            Err(CallError::Answered(refused)) => Ok(Err(refused)),
            Err(broken) => Err(Mishap::new(format!("{}: {broken}", M::NAME))),
        }
    }

    /// Calls a method that must succeed.
    pub fn done<M: Method>(&self, params: &M::Params) -> Result<M::Answer, Mishap> {
        self.call::<M>(params)?.map_err(|refused| Mishap::new(format!("{}: {}", M::NAME, refused.message)))
    }

    /// A receipt of this till that is not paid yet.
    pub fn receipt(&mut self, by: Till, lines: Vec<LineRequest>) -> ReceiptRequest {
        ReceiptRequest {
            operation: self.next(by),
            till: Some(by.till.to_owned()),
            operator: Some(by.operator.to_owned()),
            lines,
            ..ReceiptRequest::default()
        }
    }

    /// Sells; the answer is told.
    pub fn sell(&mut self, request: &ReceiptRequest) -> Result<OperationAnswer, Mishap> {
        self.asks_receipt(request);
        let answer = self.done::<ReceiptIssue>(request)?;
        self.tell(&answer);
        self.check("state", &answer.state, "committed")?;
        Ok(answer)
    }

    /// Sells what must be refused for this reason; the sentence is told.
    pub fn sell_in_vain(&mut self, request: &ReceiptRequest, reason: Reason) -> Result<Refused, Mishap> {
        self.asks_receipt(request);
        match self.call::<ReceiptIssue>(request)? {
            Ok(answer) => Err(Mishap::new(format!("{} is {}", request.operation, answer.state))),
            Err(refused) => {
                self.tell_refusal(&refused, reason)?;
                Ok(refused)
            }
        }
    }

    /// Tells why something was refused, which must be for this reason.
    pub fn tell_refusal(&mut self, refused: &Refused, reason: Reason) -> Result<(), Mishap> {
        let word = refused.reason().map_or_else(|| refused.code.to_string(), |reason| reason.to_string());
        let retry = if refused.retryable() { ", the same id may be used again" } else { "" };
        let kind = if refused.code == -32010 { "refused" } else { "fault" };
        self.say(Ink::Bad, format!("{kind}: {word}{retry}"));
        self.say(Ink::Bad, format!("“{}”", refused.message));
        if refused.reason() == Some(reason) { Ok(()) } else { Err(Mishap::new(format!("{word}, expected {reason}"))) }
    }

    /// Loads a card and waits for its slips; the answer is told.
    pub fn load(&mut self, by: Till, card: &str, amount: &str, tender: TenderWord) -> Result<OperationAnswer, Mishap> {
        let request = LoadRequest {
            operation: self.next(by),
            till: Some(by.till.to_owned()),
            operator: Some(by.operator.to_owned()),
            card: card.to_owned(),
            amount: Some(self.amount(amount)?),
            payments: vec![pay(tender, None)],
            ..LoadRequest::default()
        };
        let payments = in_words(&request.payments);
        self.asks(by.till, &format!("card.load {}  {} {amount}, {payments}", request.operation, masked(card)));
        self.done::<CardLoad>(&request)?;
        let answer = self.at_rest(&request.operation)?;
        self.tell(&answer);
        self.check("state", &answer.state, "committed")?;
        Ok(answer)
    }

    /// The answer of an operation whose slips are all printed.
    pub fn at_rest(&self, operation: &str) -> Result<OperationAnswer, Mishap> {
        let target = TargetRequest { target: operation.to_owned() };
        let mut last = OperationAnswer::default();
        self.shop.wait(operation, |_| {
            last = self.done::<OperationGet>(&target)?;
            let open = matches!(last.state.as_str(), "reserved" | "printing");
            Ok(!open && last.slips.iter().all(|slip| slip.state == SlipState::Printed))
        })?;
        Ok(last)
    }

    /// What the till asks with a receipt, in a line.
    pub fn asks_receipt(&mut self, request: &ReceiptRequest) {
        let mut lines: Vec<String> = Vec::new();
        for line in &request.lines {
            let count = line.quantity.map(|quantity| format!("{quantity} × ")).unwrap_or_default();
            lines.push(format!("{count}{} {}", line.description.as_deref().unwrap_or(&line.department), line.price));
        }
        for adjustment in &request.adjustments {
            lines.extend(adjustment.percent.map(|percent| format!("−{percent} %")));
        }
        let customer = request.customer.as_ref().and_then(|customer| customer.id.as_ref());
        let customer = customer.map(|id| format!(", customer {id}")).unwrap_or_default();
        let text = format!(
            "receipt.issue {}  {}; {}{customer}",
            request.operation,
            lines.join(", "),
            in_words(&request.payments)
        );
        self.asks(request.till.as_deref().unwrap_or_default(), &text);
    }

    /// Tells an answer.
    pub fn tell(&mut self, answer: &OperationAnswer) {
        let ink = match answer.state.as_str() {
            "committed" => Ink::Good,
            "in_doubt" => Ink::Warn,
            _ => Ink::Bad,
        };
        let document = answer.document.as_ref().map(|document| {
            let number = match (document.z, document.number) {
                (Some(z), Some(number)) => format!(" {z:04}-{number:04}"),
                (Some(z), None) => format!(" {z:04}"),
                _ => String::new(),
            };
            let total = document.total.or(document.device_total).map(|total| format!(", {total}")).unwrap_or_default();
            format!(" · {}{number} on {}{total}", word(&document.kind), document.printer)
        });
        self.say(ink, format!("{}{}", answer.state, document.unwrap_or_default()));
        if let Some(reason) = answer.reason {
            self.say(Ink::Bad, format!("{reason}: {}", answer.message.as_deref().unwrap_or_default()));
        }
        let figures = [
            ("amount", answer.amount),
            ("credited", answer.credited),
            ("of it a gift", answer.gift.filter(|gift| gift.is_positive())),
            ("debt settled", answer.settled.filter(|settled| settled.is_positive())),
            ("paid", answer.paid),
            ("change", answer.change.filter(|change| change.is_positive())),
        ];
        let figures: Vec<String> =
            figures.iter().filter_map(|(label, amount)| amount.map(|amount| format!("{label} {amount}"))).collect();
        if !figures.is_empty() {
            self.say(Ink::Plain, figures.join(", "));
        }
        for tender in &answer.tenders {
            let card = tender.card.as_deref().map(|card| format!("  {}", masked(card))).unwrap_or_default();
            self.tell_labelled(Ink::Plain, "tender", &format!("{} {}{card}", tender.tender.word(), tender.amount));
        }
        for card in &answer.cards {
            let balances: Vec<String> =
                card.balances.iter().map(|(label, amount)| format!("{label} {amount}")).collect();
            let text = format!("{} {}  {}", card.card_type, masked(&card.card), balances.join("  "));
            self.tell_labelled(Ink::Head, "card", &text);
        }
        for slip in &answer.slips {
            let text = format!("{} copy on {}: {}", word(&slip.copy), slip.printer, word(&slip.state));
            self.tell_labelled(Ink::Plain, "slip", &text);
        }
        for notice in &answer.notices {
            self.tell_labelled(Ink::Warn, "notice", &notice.text);
        }
        if let Some(evidence) = &answer.evidence {
            let point = |point: &Option<fiscus_sdk::api::EvidencePoint>| {
                point.as_ref().map_or("nothing".to_owned(), |point| {
                    let numbers = [point.z, point.number].map(|number| number.unwrap_or_default());
                    let total = point.total.map(|total| format!(", total {total}")).unwrap_or_default();
                    format!("{:04}-{:04}{total}", numbers[0], numbers[1])
                })
            };
            let expected = evidence.expected_total.map(|total| total.to_string()).unwrap_or_default();
            self.tell_labelled(
                Ink::Warn,
                "before",
                &format!("the printer's last document was {}", point(&evidence.before)),
            );
            self.tell_labelled(Ink::Warn, "after", &format!("it is {}", point(&evidence.after)));
            self.tell_labelled(Ink::Warn, "expected", &format!("the next number, total {expected}"));
            self.tell_labelled(Ink::Warn, "fault", &evidence.fault);
        }
    }

    /// Something must be so.
    pub fn check(&mut self, what: &str, is: impl Display, expected: impl Display) -> Result<(), Mishap> {
        let (is, expected) = (is.to_string(), expected.to_string());
        self.checks += 1;
        if is == expected { Ok(()) } else { Err(Mishap::new(format!("{what}: {is}, expected {expected}"))) }
    }

    /// The same, told.
    pub fn check_aloud(&mut self, what: &str, is: impl Display, expected: impl Display) -> Result<(), Mishap> {
        let text = format!("✓ {what}: {is}");
        self.check(what, is, expected)?;
        self.say(Ink::Check, text);
        Ok(())
    }

    /// What a card can spend, or how far it is below zero.
    pub fn balance(&self, card: &str) -> Result<Amount, Mishap> {
        let card = self.done::<CardGet>(&CardGetRequest { card: card.to_owned() })?;
        Ok(card.balances.values().copied().sum())
    }

    /// A card must have this.
    pub fn has(&mut self, card: &str, expected: &str) -> Result<(), Mishap> {
        let balance = self.balance(card)?;
        self.check_aloud(&format!("{} has", masked(card)), balance, expected)
    }

    /// So many fiscal documents must be in a printer's memory.
    pub fn documents(&mut self, printer: &str, expected: usize) -> Result<(), Mishap> {
        let count = self.shop.printer(printer)?.documents()?.len();
        self.check_aloud(&format!("fiscal documents in the memory of {printer}"), count, expected)
    }

    /// An amount of the story.
    pub fn amount(&self, text: &str) -> Result<Amount, Mishap> {
        text.parse().map_err(|_| Mishap::new(format!("{text} is no amount")))
    }

    /// A line of a receipt.
    pub fn line(&self, department: &str, description: &str, price: &str) -> Result<LineRequest, Mishap> {
        let price = self.amount(price)?;
        let description = Some(description.to_owned());
        Ok(LineRequest { description, department: department.to_owned(), price, ..LineRequest::default() })
    }
}

/// A payment; without an amount it pays the rest.
pub fn pay(tender: TenderWord, amount: Option<Amount>) -> PaymentRequest {
    PaymentRequest { tender, amount, card: None, count: None, cause: None }
}

/// A payment by a card.
pub fn by_card(card: &str, amount: Option<Amount>) -> PaymentRequest {
    PaymentRequest { card: Some(card.to_owned()), ..pay(TenderWord::Card, amount) }
}

fn in_words(payments: &[PaymentRequest]) -> String {
    let payments: Vec<String> = payments
        .iter()
        .map(|payment| {
            let mut text = word(&payment.tender);
            text += &payment.card.as_deref().map(|card| format!(" {}", masked(card))).unwrap_or_default();
            text += &payment.amount.map(|amount| format!(" {amount}")).unwrap_or_default();
            text
        })
        .collect();
    payments.join(" + ")
}

/// The last four digits: a demo is shown to others.
pub fn masked(card: &str) -> String {
    let at = card.len().saturating_sub(4);
    format!("····{}", card.get(at..).unwrap_or_default())
}

/// As it is called on the socket.
fn word(value: &impl fiscus_sdk::serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
