//! What cards do on a good day.

use super::{AMICI, BORSELLINO, CONTO, REGALO, shown};
use crate::demo::{
    Mishap,
    till::{ANNA, BRUNO, Counter, by_card, masked, pay},
};
use fiscus_sdk::{
    Reason, UncollectedCause,
    api::{
        CardIssue, CardIssueRequest, CustomerGet, CustomerGetRequest, CustomerSave, CustomerSaveRequest,
        OriginalRequest, ReceiptCustomer, ReceiptReturn, ReturnRequest, TenderWord,
    },
    client::Refused,
};

/// S2-04: two slips.
pub fn load(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "A card is loaded",
        "A load is no sale: two slips come out, one for the customer and one for the drawer, where it explains the \
         money that no receipt shows.",
    )?;
    let answer = counter.load(ANNA, BORSELLINO, "30.00", TenderWord::Cash)?;
    counter.check("slips", answer.slips.len(), 2)?;
    counter.has(BORSELLINO, "30.00")?;
    counter.show()
}

/// S2-06, V-06: closed at zero by the card, and taken back.
pub fn closed_at_zero(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "A receipt closed at zero by the card, and its return",
        "Nothing is left to collect, and yet the receipt is one of 30.00: the goods can come back, and the money goes \
         back onto the card.",
    )?;
    let line = counter.line("bar", "Pranzo", "30.00")?;
    let mut receipt = counter.receipt(ANNA, vec![line]);
    receipt.payments.push(by_card(BORSELLINO, None));
    let sold = counter.sell(&receipt)?;
    counter.check("total", shown(sold.total), "30.00")?;
    counter.has(BORSELLINO, "0.00")?;
    counter.show()?;

    let answer = give_back(counter, &receipt.operation)?.map_err(|refused| Mishap::new(refused.message))?;
    counter.tell(&answer);
    counter.check("state", &answer.state, "committed")?;
    counter.has(BORSELLINO, "30.00")?;
    counter.show()
}

fn give_back(
    counter: &mut Counter,
    original: &str,
) -> Result<Result<fiscus_sdk::api::OperationAnswer, Refused>, Mishap> {
    let request = ReturnRequest {
        operation: counter.next(ANNA),
        till: Some(ANNA.till.to_owned()),
        operator: Some(ANNA.operator.to_owned()),
        original: OriginalRequest::Operation(original.to_owned()),
        lines: Vec::new(),
        refund: None,
        footer: Vec::new(),
        answers: Default::default(),
        confirm: None,
    };
    counter.asks(ANNA.till, &format!("receipt.return {}  of {original}", request.operation));
    counter.call::<ReceiptReturn>(&request)
}

/// S2-14, A-06: a gift, spent first.
pub fn gift(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "A load with a gift",
        "With this card type a tenth is given with every load. Gift money was never paid in: it is spent first, as a \
         discount, so that no VAT is paid on it.",
    )?;
    let answer = counter.load(ANNA, AMICI, "20.00", TenderWord::Electronic)?;
    counter.check("gift", shown(answer.gift), "2.00")?;
    counter.has(AMICI, "22.00")?;
    counter.show()?;

    let line = counter.line("bar", "Aperitivo", "12.00")?;
    let mut receipt = counter.receipt(ANNA, vec![line]);
    receipt.payments.push(by_card(AMICI, None));
    let sold = counter.sell(&receipt)?;
    counter.check_aloud("total, the gift being off", shown(sold.total), "10.00")?;
    counter.has(AMICI, "10.00")?;
    counter.show()
}

/// S2-09 to S2-11, V-07: mode B.
pub fn departments(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "A gift card that is sold as goods",
        "The other way to be prepaid: VAT is paid at the load, which is a receipt on a department of its own. Spending \
         discharges the receipt until it is zero, and such a receipt has nothing to return.",
    )?;
    counter.load(ANNA, REGALO, "45.00", TenderWord::Cash)?;
    counter.has(REGALO, "45.00")?;
    counter.show()?;

    let line = counter.line("bottega", "Olio extravergine", "30.00")?;
    let mut receipt = counter.receipt(ANNA, vec![line]);
    receipt.payments.push(by_card(REGALO, None));
    let sold = counter.sell(&receipt)?;
    counter.check_aloud("total", shown(sold.total), "0.00")?;
    counter.has(REGALO, "15.00")?;
    match give_back(counter, &receipt.operation)? {
        Ok(_) => return Err(Mishap::new("a receipt discharged to zero was returned")),
        Err(refused) => counter.tell_refusal(&refused, Reason::ReturnNotAllowed)?,
    }
    counter.show()
}

/// S3-20, V-01: 226 to be invoiced, 175 prepaid, a limit of 150.
pub fn credit(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "A customer with credit: 226 to be invoiced, 175 prepaid, a limit of 150",
        "Receipts that are not collected yet and the prepaid card are one position, −51. So 99 more may be bought, to \
         the cent. The cashier reads the position with every receipt.",
    )?;
    let id = "c-17";
    let save = CustomerSaveRequest {
        operation: counter.next(ANNA),
        id: Some(id.to_owned()),
        company: Some("Officina Rossi".to_owned()),
        credit_allowed: true,
        credit_limit: Some(counter.amount("150.00")?),
        credit_document: Some("invoice".to_owned()),
        ..CustomerSaveRequest::default()
    };
    counter.asks(ANNA.till, &format!("customer.save {}  Officina Rossi, credit limit 150.00", save.operation));
    counter.done::<CustomerSave>(&save)?;
    let issue = CardIssueRequest {
        operation: counter.next(ANNA),
        card_type: "conto".to_owned(),
        number: Some(CONTO.to_owned()),
        customer: Some(id.to_owned()),
        ..CardIssueRequest::default()
    };
    counter.asks(ANNA.till, &format!("card.issue {}  conto {} for {id}", issue.operation, masked(CONTO)));
    counter.done::<CardIssue>(&issue)?;
    counter.load(ANNA, CONTO, "175.00", TenderWord::Electronic)?;
    position(counter, id, "175.00", "325.00")?;
    counter.show()?;

    let line = counter.line("bottega", "Cesti natalizi", "226.00")?;
    let mut receipt = counter.receipt(ANNA, vec![line]);
    receipt.customer = Some(ReceiptCustomer { id: Some(id.to_owned()), ..ReceiptCustomer::default() });
    let mut uncollected = pay(TenderWord::Uncollected, None);
    uncollected.cause = Some(UncollectedCause::Invoice);
    receipt.payments.push(uncollected);
    counter.sell(&receipt)?;
    position(counter, id, "-51.00", "99.00")?;
    counter.show()?;

    for (description, price, passes) in
        [("Vino", "99.01", false), ("Vino", "99.00", true), ("Caramella", "0.01", false)]
    {
        let line = counter.line("bottega", description, price)?;
        let mut receipt = counter.receipt(BRUNO, vec![line]);
        receipt.payments.push(by_card(CONTO, Some(counter.amount(price)?)));
        if passes {
            counter.sell(&receipt)?;
            position(counter, id, "-150.00", "0.00")?;
        } else {
            counter.sell_in_vain(&receipt, Reason::CreditLimitExceeded)?;
        }
    }
    counter.has(CONTO, "76.00")?;
    counter.show()
}

fn position(counter: &mut Counter, customer: &str, position: &str, headroom: &str) -> Result<(), Mishap> {
    let answer = counter.done::<CustomerGet>(&CustomerGetRequest { customer: customer.to_owned() })?;
    counter.check_aloud("the customer's position", answer.position, position)?;
    counter.check_aloud("what he may still buy on credit", shown(answer.headroom), headroom)
}
