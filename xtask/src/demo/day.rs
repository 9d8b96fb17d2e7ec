//! The day in its order, with its morning and its evening.

mod cards;
mod loyal;
mod office;
mod trouble;

use super::{
    Mishap,
    shop::TODAY,
    stage::Ink,
    till::{ANNA, BRUNO, Counter, Till, masked, pay},
};
use fiscus_sdk::{
    Amount,
    api::{
        AdjustmentKind, AdjustmentRequest, CashRequest, DaemonInfo, DayRequest, Method, Nothing, OperationAnswer,
        OperationGet, OperationsFind, OperationsFindRequest, PrinterCashIn, PrinterOperationRequest, PrinterXReport,
        PrinterZReport, ReportLiability, ReportLoads, TargetRequest, TenderWord,
    },
};

/// A prepaid card as a form of payment.
const BORSELLINO: &str = "9800000000012";
/// Another one, for what goes wrong.
const PROVE: &str = "9800000000020";
/// A card that gives a tenth more.
const AMICI: &str = "9700000000013";
/// A gift card that was sold as goods.
const REGALO: &str = "9600000000014";
/// A customer's account below zero.
const CONTO: &str = "9500000000015";
/// A member's discounts.
const SOCIO: &str = "SOCIO-0001";
/// Stamps for pizza.
const PIZZA: &str = "TIMBRI-0001";
/// Bonus.
const PUNTI: &str = "PUNTI-0001";
/// Entries to the gym.
const PALESTRA: &str = "PALESTRA-0001";

/// Plays the day, or a part of it.
pub fn play(counter: &mut Counter, short: bool) -> Result<(), Mishap> {
    configuration(counter)?;
    opening(counter)?;
    cards::load(counter)?;
    sale(counter)?;
    cards::closed_at_zero(counter)?;
    if !short {
        cards::gift(counter)?;
        cards::departments(counter)?;
    }
    loyal::four_cards(counter)?;
    if !short {
        loyal::service(counter)?;
    }
    loyal::pin_ticket(counter)?;
    cards::credit(counter)?;
    if !short {
        trouble::two_tills(counter)?;
    }
    trouble::lost_answer(counter)?;
    if !short {
        trouble::killed(counter)?;
    }
    trouble::paper_end(counter)?;
    if !short {
        trouble::in_doubt(counter)?;
    }
    closing(counter)?;
    office::evening(counter)?;
    books(counter)?;
    counter.scene("Chiuso", &format!("Everything was as expected: {} checks.", counter.checks()))
}

fn configuration(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "Before opening: the configuration is checked",
        "The installer mistyped something: a prepaid card cannot be a form of payment and have a department. He is \
         told where and what; then it is put right, and what the limits mean is printed.",
    )?;
    for (file, fine) in [("mistake.toml", false), ("fiscus.toml", true)] {
        let (ended, text) = counter.shop.fiscus(&["check", "--config", file])?;
        counter.say(Ink::Ask, format!("$ fiscus check --config {file}"));
        for line in text.lines() {
            counter.say(if fine { Ink::Plain } else { Ink::Bad }, line);
        }
        let outcome = |fine| if fine { "can be opened with" } else { "refused" };
        counter.check_aloud(file, outcome(ended), outcome(fine))?;
        if !fine {
            let told = text.starts_with("mistake.toml:") && text.contains("load_department");
            counter.check("the place and the setting are named", told, true)?;
            counter.say(Ink::Plain, "");
        }
    }
    counter.show()
}

fn opening(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "Opening: the daemon starts, the float goes into the drawer",
        "Two printers, two tills. Everything from here goes over the daemon's socket.",
    )?;
    counter.shop.start()?;
    let info = counter.done::<DaemonInfo>(&Nothing {})?;
    counter.say(Ink::Plain, format!("{} {}, printers {}", info.shop, &info.time[..16], info.printers.join(" and ")));
    counter.check("card types", info.card_types.len(), 10)?;
    let operation = counter.next(ANNA);
    counter.asks(ANNA.till, &format!("printer.cash_in {operation}  100.00"));
    let request = CashRequest {
        operation,
        till: Some(ANNA.till.to_owned()),
        operator: Some(ANNA.operator.to_owned()),
        printer: Some("front".to_owned()),
        amount: counter.amount("100.00")?,
    };
    let answer = counter.done::<PrinterCashIn>(&request)?;
    counter.tell(&answer);
    counter.check("state", &answer.state, "committed")?;
    counter.show()
}

fn sale(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene("A sale in cash, with a discount", "Two of one thing, ten percent off a line, and change.")?;
    let mut cornetti = counter.line("bar", "Cornetto", "1.50")?;
    cornetti.quantity = "2".parse().ok();
    let cappuccino = counter.line("bar", "Cappuccino", "1.80")?;
    let mut receipt = counter.receipt(ANNA, vec![cornetti, cappuccino]);
    receipt.adjustments.push(AdjustmentRequest {
        line: Some("1".to_owned()),
        kind: AdjustmentKind::Discount,
        amount: None,
        percent: "10".parse().ok(),
        description: Some("Sconto colazione".to_owned()),
    });
    receipt.payments.push(pay(TenderWord::Cash, Some(counter.amount("10.00")?)));
    let answer = counter.sell(&receipt)?;
    counter.check_aloud("total", shown(answer.total), "4.50")?;
    counter.check_aloud("change", shown(answer.change), "5.50")?;
    counter.show()
}

fn closing(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "Evening: X, and the closure of both printers",
        "The X report reads the day, the Z report ends it and goes to the tax office. Cash from loads is in no report: \
         the drawer slips account for it.",
    )?;
    report::<PrinterXReport>(counter, ANNA, "front")?;
    report::<PrinterZReport>(counter, ANNA, "front")?;
    report::<PrinterZReport>(counter, BRUNO, "back")?;
    counter.show()
}

fn report<M>(counter: &mut Counter, by: Till, printer: &str) -> Result<(), Mishap>
where
    M: Method<Params = PrinterOperationRequest, Answer = OperationAnswer>,
{
    let operation = counter.next(by);
    counter.asks(by.till, &format!("{} {operation}  {printer}", M::NAME));
    let request = PrinterOperationRequest {
        operation,
        till: Some(by.till.to_owned()),
        operator: Some(by.operator.to_owned()),
        printer: Some(printer.to_owned()),
    };
    let answer = counter.done::<M>(&request)?;
    counter.tell(&answer);
    counter.check("state", &answer.state, "committed")
}

fn books(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "The books: what the drawer holds too much, what the shop owes, and the journal",
        "The loads without a fiscal document explain the difference between takings and drawer. The liability is the \
         sum of all cards. The journal's chain and every balance are computed again from the entries.",
    )?;
    counter.asks(ANNA.till, &format!("report.loads {TODAY}"));
    let loads = counter.done::<ReportLoads>(&DayRequest { date: TODAY })?;
    let mut sum = Amount::ZERO;
    for load in &loads.items {
        let kind = if load.fiscal { "on a receipt" } else { "slips only" };
        let [paid, credited] = [load.paid, load.credited].map(|amount| amount.to_string());
        let card = masked(&load.card);
        counter.say(Ink::Plain, format!("{}  {card}  paid {paid:>7}, credited {credited:>7}  {kind}", load.operation));
        sum += load.paid;
    }
    let tenders: Vec<String> = loads.tenders.iter().map(|(tender, amount)| format!("{tender} {amount}")).collect();
    counter.say(
        Ink::Head,
        format!("{} loads without a fiscal document: {} ({})", loads.count, loads.total, tenders.join(", ")),
    );
    counter.check_aloud("their sum", sum.round_half_up(2), loads.total)?;

    counter.asks(ANNA.till, "report.liability");
    let liability = counter.done::<ReportLiability>(&Nothing {})?;
    let mut cards = Amount::ZERO;
    for card in [BORSELLINO, PROVE, AMICI, REGALO, CONTO, PUNTI] {
        // Not every card takes part in the short day.
        cards += counter.balance(card).unwrap_or_default();
    }
    for item in &liability.items {
        let balance = item.balance.to_string();
        let text = format!("{:<11} {:<9} {balance:>9}  cards: {}", item.card_type, item.account, item.cards);
        counter.say(Ink::Plain, text);
    }
    let owed = liability.totals.get("EUR").copied().unwrap_or_default();
    counter.check_aloud("the liability is the sum of the cards", owed, cards.round_half_up(2))?;

    let open = ["reserved", "printing", "in_doubt"]
        .map(|state| OperationsFindRequest { state: Some(state.to_owned()), ..OperationsFindRequest::default() });
    let mut left = 0;
    for request in &open {
        left += counter.done::<OperationsFind>(request)?.items.len();
    }
    counter.check_aloud("operations left open", left, 0)?;

    counter.say(Ink::Plain, "");
    counter.say(Ink::Ask, "$ fiscus journal verify");
    let (fine, text) = counter.shop.fiscus(&["journal", "verify", "--config", "fiscus.toml"])?;
    // The head of the chain hangs on the milliseconds of this run.
    for line in text.lines() {
        counter.say(Ink::Plain, line.split("; head").next().unwrap_or_default());
    }
    counter.check_aloud("the journal verifies", fine, true)?;
    counter.show()
}

/// The state of an operation, asked.
fn state_of(counter: &Counter, operation: &str) -> Result<String, Mishap> {
    Ok(counter.done::<OperationGet>(&TargetRequest { target: operation.to_owned() })?.state)
}

fn shown(amount: Option<Amount>) -> String {
    amount.map_or_else(|| "nothing".to_owned(), |amount| amount.to_string())
}
