//! What a bad day has in store: two tills at once, lost answers, a killed daemon, no paper, a stranger's document.

use super::{PROVE, state_of};
use crate::demo::{
    Mishap,
    stage::Ink,
    till::{ANNA, BRUNO, Counter, Till, by_card, pay},
};
use fiscus_sdk::{
    Reason,
    api::{
        Evidence, OperationAnswer, OperationResolve, PrintedNumbers, ReceiptIssue, ReceiptRequest, Resolution,
        ResolveRequest, TenderWord,
    },
    client::Client,
};
use std::{os::unix::net::UnixStream, thread};

type Called = Result<OperationAnswer, String>;

/// R1: the same money is not spent twice.
pub fn two_tills(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "Two tills, one card, the same moment",
        "Anna's receipt of 20.00 is being printed when Bruno asks for 20.00 of the same 30.00. What is reserved is not \
         there for anybody else: Bruno is refused before anything is printed, and then takes what is left.",
    )?;
    counter.load(BRUNO, PROVE, "30.00", TenderWord::Cash)?;
    counter.show()?;

    let mut first = receipt(counter, ANNA, "Cena", "20.00")?;
    first.payments = vec![by_card(PROVE, Some(counter.amount("20.00")?))];
    let mut second = receipt(counter, BRUNO, "Cena", "20.00")?;
    second.payments = first.payments.clone();
    counter.shop.printer("front")?.misbehave("receipt", "slow:300ms")?;
    counter.asks_receipt(&first);
    let client = counter.shop.client()?;
    let answer = thread::scope(|scope| {
        let printing = scope.spawn(|| issue(client, &first));
        let refused = wait_for_state(counter, &first.operation, "printing")
            .and_then(|()| counter.sell_in_vain(&second, Reason::InsufficientBalance));
        let answer = printing.join().map_err(|_| Mishap::new("till 1 is gone"))?;
        refused.map(|_| answer)
    })?;
    let answer = answer.map_err(Mishap::new)?;
    counter.asks(ANNA.till, "has its answer");
    counter.tell(&answer);
    let mut again = receipt(counter, BRUNO, "Cena", "20.00")?;
    again.payments = vec![by_card(PROVE, None), pay(TenderWord::Cash, None)];
    counter.sell(&again)?;
    counter.has(PROVE, "0.00")?;
    counter.show()
}

/// V-25: printed, and nobody said so.
pub fn lost_answer(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "The printer prints, and its answer is lost",
        "The cable is loose. The daemon asks the printer for its last document, and knows: one receipt, not two.",
    )?;
    let before = documents(counter)?;
    let receipt = receipt(counter, ANNA, "Spremuta", "4.00")?;
    counter.shop.printer("front")?.misbehave("receipt", "lose_after")?;
    counter.sell(&receipt)?;
    counter.documents("front", before + 1)?;
    counter.show()
}

/// V-25: `kill -9` while the printer prints.
pub fn killed(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "kill -9 in the middle of a document",
        "The paper is out, the daemon is dead, the till has no answer. The next start asks the printer; the till asks \
         again with the same id, and has the receipt that is in the customer's hand.",
    )?;
    let before = documents(counter)?;
    let receipt = receipt(counter, ANNA, "Tramezzino", "5.50")?;
    counter.shop.printer("front")?.misbehave("receipt", "hang_after")?;
    counter.asks_receipt(&receipt);
    let client = counter.shop.client()?;
    let lost = thread::scope(|scope| {
        let printing = scope.spawn(|| issue(client, &receipt));
        let killed = counter
            .shop
            .wait("the receipt is on paper", |shop| Ok(shop.printer("front")?.documents()?.len() > before))
            .and_then(|()| counter.shop.kill());
        let answer = printing.join().map_err(|_| Mishap::new("till 1 is gone"))?;
        killed.map(|()| answer)
    })?;
    match lost {
        Ok(answer) => return Err(Mishap::new(format!("a killed daemon answered: {}", answer.state))),
        Err(broken) => counter.say(Ink::Bad, format!("no answer: {broken}")),
    }
    counter.say(Ink::Story, "the daemon is started again");
    counter.shop.start()?;
    counter.sell(&receipt)?;
    counter.documents("front", before + 1)?;
    counter.show()
}

/// No paper, and the same key once more.
pub fn paper_end(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "The paper is out",
        "Nothing was printed, and that is certain: the till is told what to do, and the same key is pressed again.",
    )?;
    let before = documents(counter)?;
    let receipt = receipt(counter, ANNA, "Gelato", "3.00")?;
    counter.shop.printer("front")?.misbehave("receipt", "paper_end")?;
    let refused = counter.sell_in_vain(&receipt, Reason::PaperEnd)?;
    counter.check("the same id may be used again", refused.retryable(), true)?;
    counter.say(Ink::Story, "a new roll is put in");
    counter.sell(&receipt)?;
    counter.documents("front", before + 1)?;
    counter.show()
}

/// A stranger's document hides ours: nobody guesses.
pub fn in_doubt(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "The answer is lost, and somebody has typed on the printer's own keyboard",
        "The printer's last document is not ours: nothing is proven, so nothing is guessed. The operation stands in \
         doubt with its evidence, and the printer takes no fiscal document until a person has looked at the paper.",
    )?;
    let before = documents(counter)?;
    let receipt_in_doubt = receipt(counter, ANNA, "Torta", "18.00")?;
    counter.shop.printer("front")?.misbehave("receipt", "foreign_after_lost")?;
    counter.asks_receipt(&receipt_in_doubt);
    let answer = counter.done::<ReceiptIssue>(&receipt_in_doubt)?;
    counter.tell(&answer);
    counter.check("state", &answer.state, "in_doubt")?;
    let waiting = receipt(counter, ANNA, "Acqua", "1.00")?;
    counter.sell_in_vain(&waiting, Reason::PrinterInDoubt)?;
    counter.show()?;

    let numbers = on_paper(answer.evidence)?;
    let resolve = ResolveRequest {
        operation: counter.next(ANNA),
        till: Some(ANNA.till.to_owned()),
        operator: Some(ANNA.operator.to_owned()),
        target: receipt_in_doubt.operation.clone(),
        resolved_as: Resolution::Printed(numbers),
        reason: Some("paper found in the roll".to_owned()),
    };
    let text = format!("operation.resolve {}  {}: printed, 18.00", resolve.operation, resolve.target);
    counter.asks(ANNA.till, &text);
    let resolved = counter.done::<OperationResolve>(&resolve)?;
    counter.tell(&resolved);
    let state = state_of(counter, &receipt_in_doubt.operation)?;
    counter.check_aloud("the operation in doubt is now", state, "committed")?;
    counter.say(Ink::Story, "and the receipt that waited is printed, with the same id");
    counter.sell(&waiting)?;
    // Ours, the stranger's, and the one that waited.
    counter.documents("front", before + 3)?;
    counter.show()
}

/// What anybody reads on the roll: our document is the one before the stranger's.
fn on_paper(evidence: Option<Evidence>) -> Result<PrintedNumbers, Mishap> {
    let evidence = evidence.ok_or_else(|| Mishap::new("no evidence is shown"))?;
    let after = evidence.after.ok_or_else(|| Mishap::new("the device was not asked"))?;
    Ok(PrintedNumbers {
        z: after.z,
        number: after.number.map(|number| number - 1),
        date: Some(crate::demo::shop::TODAY),
        total: evidence.expected_total,
    })
}

/// A receipt of one line, in cash.
fn receipt(counter: &mut Counter, by: Till, description: &str, price: &str) -> Result<ReceiptRequest, Mishap> {
    let line = counter.line("bar", description, price)?;
    let mut receipt = counter.receipt(by, vec![line]);
    receipt.payments.push(pay(TenderWord::Cash, None));
    Ok(receipt)
}

fn issue(mut client: Client<UnixStream>, request: &ReceiptRequest) -> Called {
    client.call::<ReceiptIssue>(request).map_err(|error| error.to_string())
}

fn documents(counter: &Counter) -> Result<usize, Mishap> {
    Ok(counter.shop.printer("front")?.documents()?.len())
}

fn wait_for_state(counter: &Counter, operation: &str, state: &str) -> Result<(), Mishap> {
    counter.shop.wait(state, |_| match state_of(counter, operation) {
        Ok(now) => Ok(now == state),
        // It may not have arrived yet.
        Err(_) => Ok(false),
    })
}
