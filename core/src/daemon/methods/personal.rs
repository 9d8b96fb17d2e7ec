//! `customer.export`, `customer.erase`, `customer.picture`, `customer.save_picture`: what is kept of a person, told to
//! him or forgotten. Source: S5-29, S5-41, F13

use crate::{
    daemon::{
        cards::store_fault,
        desk::Desk,
        engine::{Attempt, Engine, Intent},
        operation::Body,
        printing::to_text,
        rpc::Failure,
        writing::{FileWork, Unwritten},
    },
    export::Family,
    flow::{Stop, erase::Person},
    journal::{OperationRow, State},
    ledger::{Account, CardQuery, Owner, Scope, WriteError},
    registry::{Card, Customer},
    say::{self, Say},
};
use data_encoding::BASE64;
use fiscus_sdk::{
    Fault, Reason,
    api::{
        CustomerErase, CustomerEraseRequest, CustomerExport, CustomerExportRequest, CustomerGetRequest,
        CustomerSavePicture, EraseAnswer, Method, PictureAnswer, PictureSaveRequest,
    },
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

/// The largest picture in bytes.
const LARGEST: usize = 512 * 1024;
/// How many operations are looked at in one go.
const SPAN: i64 = 5000;
/// How many entries and cards are read at once.
const PAGE: u32 = 1000;

/// `customer.picture`
pub fn picture(engine: &Engine, request: &CustomerGetRequest) -> Result<PictureAnswer, Failure> {
    let language = engine.setup.shop.language;
    engine.known_customer(&request.customer).map_err(|stop| Failure::stopped(language, stop))?;
    let picture =
        engine.ledger.picture(&request.customer).map_err(|error| engine.nothing_done(&store_fault(&error)))?;
    Ok(PictureAnswer { customer: request.customer.clone(), picture: picture.map(|bytes| BASE64.encode(&bytes)) })
}

/// `customer.save_picture`
pub async fn save_picture(engine: &Desk, request: PictureSaveRequest) -> Result<String, Failure> {
    engine
        .operation(CustomerSavePicture::NAME, request, |engine, request, _| {
            engine.known_customer(&request.customer)?;
            let picture = request.picture.as_deref().map(read_picture).transpose()?;
            // What is kept of the operation has no picture.
            let answer = PictureAnswer { customer: request.customer.clone(), picture: None };
            Ok(Intent {
                pictures: vec![(request.customer.clone(), picture)],
                reply: Some(to_text(&answer)),
                ..Intent::default()
            })
        })
        .await
}

/// A PNG or a JPEG by what it begins with, not by what anybody says of it.
fn read_picture(text: &str) -> Result<Vec<u8>, Stop> {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    const JPEG: &[u8] = b"\xff\xd8\xff";
    let wrong = |what: &str| Stop::Params("picture".into(), format!("picture: {what}"));
    let bytes = BASE64.decode(text.as_bytes()).map_err(|_| wrong("Base64 is needed (RFC 4648, with =)"))?;
    if bytes.len() > LARGEST {
        return Err(wrong("at most 512 KiB; make it smaller"));
    }
    if bytes.starts_with(PNG) || bytes.starts_with(JPEG) { Ok(bytes) } else { Err(wrong("a PNG or a JPEG is needed")) }
}

/// `customer.erase`
pub async fn erase(engine: &Desk, request: CustomerEraseRequest) -> Result<String, Failure> {
    engine.operation(CustomerErase::NAME, request, erased).await
}

fn erased(engine: &Engine, request: &CustomerEraseRequest, attempt: &Attempt) -> Result<Intent, Stop> {
    if request.reason.trim().is_empty() {
        return Err(Stop::Params("reason".into(), "reason: say why, for the record".to_owned()));
    }
    let id = &request.customer;
    let customer = engine.known_customer(id)?;
    engine.free(id)?;
    let language = engine.setup.shop.language;
    if request.confirm.as_ref().and_then(Value::as_str) != Some(id) {
        let say = Say::ConfirmErase { customer: id.clone() };
        let refusal = say::refuse(language, Reason::ConfirmationNeeded, &say);
        return Err(Stop::Confirm(refusal, json!(id)));
    }
    let (redacted, person) = engine.redacted(id, &customer, attempt)?;
    let reason = person.left_out_of(&request.reason);
    let answer = EraseAnswer { customer: id.clone(), operations: redacted.len() as u64 };
    let has_picture = engine.ledger.picture(id)?.is_some();
    Ok(Intent {
        customers: vec![Customer { id: Some(id.clone()), ..Customer::default() }],
        pictures: if has_picture { vec![(id.clone(), None)] } else { Vec::new() },
        note: Some(json!({ "erased": id, "reason": reason, "operations": redacted.len() })),
        moved: engine.without_words_of(&person, id)?,
        redacted,
        forget: true,
        reply: Some(to_text(&answer)),
        ..Intent::default()
    })
}

/// `customer.export`
pub async fn export(engine: &Desk, request: CustomerExportRequest) -> Result<String, Failure> {
    engine
        .operation(CustomerExport::NAME, request, |engine, request, _| {
            engine.known_customer(&request.customer)?;
            let target = engine.file_target(&request.file, Family::Json)?;
            let id = request.customer.clone();
            Ok(Intent {
                note: Some(json!({ "exported": id })),
                file: Some(FileWork::new(target, 0, move |engine, draft, progress| {
                    engine.tell_all(&id, draft, progress)
                })),
                ..Intent::default()
            })
        })
        .await
}

impl Engine {
    /// A customer, or the refusal that there is none.
    fn known_customer(&self, id: &str) -> Result<Customer, Stop> {
        let unknown = || self.refuse(Reason::CustomerIncomplete, &Say::CustomerUnknown { customer: id.to_owned() });
        self.ledger.customer(id)?.ok_or_else(unknown)
    }

    /// Whether nothing is open with a customer: he owes nothing, and nothing is under way.
    fn free(&self, id: &str) -> Result<(), Stop> {
        let currency = &self.setup.shop.currency;
        let due = Account { owner: Owner::Customer(id.to_owned()), label: format!("{}.due", currency.name) };
        let (posted, held) = self.ledger.sum(&[Scope::Account(due)])?;
        let position = self.position(id)?;
        if posted < 0 || held != 0 || position.is_negative() {
            return Err(self.refuse(Reason::StatusForbids, &Say::EraseOwes { position: currency.round(position) }));
        }
        let person = Person::new(id, &Value::Null);
        let open = self.ledger.unfinished()?.into_iter().find(|row| is_in(&person, row));
        match open {
            Some(row) => Err(self.refuse(Reason::StatusForbids, &Say::EraseOpen { operation: row.id })),
            None => Ok(()),
        }
    }

    /// What is kept of operations without what it says of him, and who he was by all of it.
    fn redacted(&self, id: &str, customer: &Customer, attempt: &Attempt) -> Result<(Vec<OperationRow>, Person), Stop> {
        let mut person = Person::new(id, &serde_json::to_value(customer).unwrap_or_default());
        let mut found = BTreeMap::new();
        let mut looked = BTreeSet::new();
        // A refusal names nobody but by his name, and he may have had others.
        while let Some(name) = person
            .names()
            .iter()
            .find(|name| !looked.contains(*name))
            .cloned()
            .or_else(|| looked.is_empty().then(String::new))
        {
            looked.insert(name.clone());
            self.mentioning(id, Some(&name), |mut row| {
                attempt.beat();
                if found.contains_key(&row.id) {
                    return Ok(());
                }
                let mut body: Value = serde_json::from_str(&row.body).map_err(|error| unreadable(&row, &error))?;
                let his = person.is_in(&body);
                // A name may be that of another too: without his id it is only looked for in refusals.
                if !his && row.state != State::Denied {
                    return Ok(());
                }
                if his {
                    person.forget_records(&mut body);
                    if row.method == "customer.save" {
                        // Neither the digest of what was written nor what salts the others can be guessed at.
                        row.digest.clear();
                        body["seed"] = json!(0);
                    }
                }
                found.insert(row.id.clone(), (row, body, his));
                Ok(())
            })?;
        }
        let mut redacted = Vec::new();
        for (mut row, mut body, his) in found.into_values() {
            attempt.beat();
            if his {
                person.forget_words(&mut body)
            } else {
                person.forget_names(&mut body)
            }
            let text = body.to_string();
            if text != row.body && serde_json::from_str::<Value>(&row.body).is_ok_and(|before| before != body) {
                row.body = text;
                Body::of(&row)?;
                redacted.push(row);
            }
        }
        Ok((redacted, person))
    }

    /// His cards on which something is written of him, as they are and without it: a till must not greet him any more.
    fn without_words_of(&self, person: &Person, id: &str) -> Result<Vec<(Card, Card)>, Stop> {
        let mut changed = Vec::new();
        let mut after = None;
        loop {
            let query = CardQuery { customer: Some(id.to_owned()), after, limit: PAGE, ..CardQuery::default() };
            let cards = self.ledger.cards(&query)?;
            let Some(last) = cards.last() else { return Ok(changed) };
            after = Some(last.number.clone());
            for card in cards {
                let without = |text: &Option<String>| text.as_deref().map(|text| person.left_out_of(text));
                let after = Card { message: without(&card.message), notes: without(&card.notes), ..card.clone() };
                if after != card {
                    changed.push((card, after));
                }
            }
        }
    }

    /// Every operation in which a customer, or this text, stands.
    fn mentioning(
        &self,
        id: &str,
        text: Option<&str>,
        mut each: impl FnMut(OperationRow) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let id = Value::from(id).to_string();
        let text = text.map(|text| Value::from(text).to_string().trim_matches('"').to_owned()).unwrap_or_default();
        let mut after = Some(0);
        while let Some(from) = after {
            let (rows, next) = self.ledger.mentioning(&id, &text, from, SPAN)?;
            rows.into_iter().try_for_each(&mut each)?;
            after = next;
        }
        Ok(())
    }

    /// Writes all that is kept of a customer: how many cards, movements and operations.
    fn tell_all(&self, id: &str, draft: &mut impl Write, progress: &mut dyn FnMut()) -> Result<u64, Unwritten> {
        let failed = |error: WriteError| Unwritten::Fault(store_fault(&error));
        let customer = self.ledger.customer(id).map_err(failed)?.unwrap_or_default();
        let answer = self.customer_answer(&customer).map_err(failed)?;
        let picture = self.ledger.picture(id).map_err(failed)?.map(|bytes| BASE64.encode(&bytes));
        let mut count = 0;
        write!(draft, "{{\n\"customer\": {},\n\"picture\": {},\n\"cards\": [", to_text(&answer), json!(picture))?;
        let mut owners = vec![Owner::Customer(id.to_owned())];
        let mut after = None;
        loop {
            let query = CardQuery { customer: Some(id.to_owned()), after, limit: PAGE, ..CardQuery::default() };
            let cards = self.ledger.cards(&query).map_err(failed)?;
            for card in &cards {
                let answer = self.card_answer(card, self.now().date()).map_err(failed)?;
                write!(draft, "{}\n{}", comma(owners.len() > 1), to_text(&answer))?;
                owners.push(Owner::Card(card.number.clone()));
                count += 1;
                progress();
            }
            let Some(last) = cards.last() else { break };
            after = Some(last.number.clone());
        }
        write!(draft, "],\n\"movements\": [")?;
        let mut first = true;
        for owner in &owners {
            let mut before = None;
            loop {
                let entries = self.ledger.entries(owner, &|_| true, (None, None), before, PAGE).map_err(failed)?;
                for entry in &entries {
                    let side = |account: &Account| match &account.owner {
                        Owner::Card(number) => json!({ "card": number, "account": account.label }),
                        Owner::Customer(_) => json!({ "account": account.label }),
                        Owner::System(system) => json!(system.name()),
                    };
                    let told = json!({
                        "operation": entry.operation, "time": self.shown(entry.time), "from": side(&entry.from),
                        "to": side(&entry.to), "amount": self.amount(&entry.from.label, entry.amount),
                    });
                    write!(draft, "{}\n{told}", comma(!first))?;
                    first = false;
                    count += 1;
                    progress();
                }
                let Some(last) = entries.last() else { break };
                before = Some(last.id);
            }
        }
        write!(draft, "],\n\"operations\": [")?;
        let (mut first, mut broken) = (true, None);
        let person = Person::new(id, &Value::Null);
        let told = self.mentioning(id, None, |row| {
            if broken.is_some() || !is_in(&person, &row) {
                return Ok(());
            }
            let body = Body::of(&row)?;
            let answer: Value = match &body.reply {
                Some(reply) => serde_json::from_str(reply.get()).unwrap_or_default(),
                None => serde_json::to_value(body.answer(&row.id, row.state)).unwrap_or_default(),
            };
            let told = json!({
                "operation": row.id, "method": row.method, "time": self.shown(row.opened), "state": row.state.word(),
                "answer": answer, "papers": body.papers.iter().map(|paper| &paper.content).collect::<Vec<_>>(),
            });
            broken = write!(draft, "{}\n{told}", comma(!first)).err();
            first = false;
            count += 1;
            progress();
            Ok(())
        });
        match (told, broken) {
            (_, Some(error)) => return Err(error.into()),
            (Err(Stop::Fault(fault)), None) => return Err(fault.into()),
            (Err(_), None) => return Err(Fault::new(Reason::Internal, "an operation cannot be told").into()),
            (Ok(()), None) => {}
        }
        writeln!(draft, "]\n}}")?;
        Ok(count)
    }
}

fn comma(more: bool) -> &'static str {
    if more { "," } else { "" }
}

fn is_in(person: &Person, row: &OperationRow) -> bool {
    serde_json::from_str(&row.body).is_ok_and(|body| person.is_in(&body))
}

fn unreadable(row: &OperationRow, error: &serde_json::Error) -> Stop {
    Stop::Fault(Fault::new(Reason::Internal, format!("operation {} cannot be read: {error}", row.id)))
}
