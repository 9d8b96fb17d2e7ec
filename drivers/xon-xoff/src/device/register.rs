//! What the keys do on the register: items, discounts, payments; documents that open with the first of them and close
//! with the payment that covers them. A key that does not fit is an error: it does nothing.

use super::{
    memory::{Entry, Memory, Paid, Slip, Sold},
    token::Token,
};
use fiscus_sdk::{Amount, jiff::civil};

fn money(cents: i64) -> Amount {
    Amount::from_minor(cents, 2)
}

/// What is open.
#[derive(Debug, Clone)]
pub(super) enum Open {
    Fiscal(Fiscal),
    Slip(Vec<String>),
}

/// A fiscal document that is open.
#[derive(Debug, Clone, Default)]
pub(super) struct Fiscal {
    kind: &'static str,
    origin: Option<String>,
    lines: Vec<(String, u32, i64)>,
    paid: Vec<(u32, i64)>,
    texts: Vec<String>,
}

impl Fiscal {
    fn begun() -> Self {
        Self { kind: "receipt", ..Self::default() }
    }
    fn total(&self) -> i64 {
        self.lines.iter().map(|(.., cents)| cents).sum()
    }
    fn due(&self) -> i64 {
        self.total() - self.paid.iter().map(|(_, cents)| cents).sum::<i64>()
    }
    /// What a payment of this token pays; without a value the rest.
    fn pays(&self, token: &Token) -> i64 {
        token.value.unwrap_or_else(|| self.due())
    }
    fn covered_by(&self, token: &Token) -> bool {
        !self.lines.is_empty() && self.pays(token) >= self.due()
    }
}

/// The word of a fault script for an entry, if it is one that prints, cancels or moves something.
pub(super) fn kind(open: Option<&Open>, token: &Token) -> Option<&'static str> {
    match (token.key, token.number, open) {
        ('T', _, Some(Open::Fiscal(fiscal))) if fiscal.covered_by(token) => Some(fiscal.kind),
        ('J', _, Some(Open::Slip(_))) => Some("slip"),
        ('f', ..) => Some("x_report"),
        ('F', Some(8), _) => Some("z_report"),
        ('M', Some(10 | 11), _) => Some("cash"),
        ('k', ..) => Some("reset"),
        ('a', ..) => Some("drawer"),
        ('%', ..) => Some("display"),
        _ => None,
    }
}

/// What an entry did.
#[derive(Debug, Default)]
pub(super) struct Did {
    pub(super) paper: String,
    pub(super) changed: bool,
}

fn prints(paper: impl Into<String>) -> Option<Did> {
    Some(Did { paper: paper.into(), changed: false })
}

/// Does what the entry says; none: it does not fit here.
pub(super) fn enter(open: &mut Option<Open>, memory: &mut Memory, token: &Token, now: civil::DateTime) -> Option<Did> {
    match (token.key, token.number) {
        ('K', _) => Some(Did::default()),
        ('k', _) => cancel(open, memory),
        ('j', _) if open.is_none() => {
            *open = Some(Open::Slip(Vec::new()));
            prints("--- non fiscale ---\n")
        }
        ('J', _) => close_slip(open, memory, now),
        ('a', _) if open.is_none() => Some(Did::default()),
        ('%', Some(1 | 2)) => Some(Did::default()),
        ('f', Some(1..=4)) if open.is_none() => {
            memory.reports.push("x".to_owned());
            Some(Did { paper: format!("X {}\n", memory.day()), changed: true })
        }
        ('F', Some(8)) if open.is_none() => {
            let paper = format!("Z {:04} {}\n", memory.z + 1, memory.day());
            memory.reports.push("z".to_owned());
            memory.z += 1;
            Some(Did { paper, changed: true })
        }
        ('M', Some(key @ (10 | 11))) if open.is_none() => {
            let cents = token.value.filter(|cents| *cents > 0)?;
            memory.cash += money(if key == 10 { cents } else { -cents });
            Some(Did { paper: format!("{} {}\n", if key == 10 { "+" } else { "-" }, money(cents)), changed: true })
        }
        ('M', Some(key @ 104..=107)) if open.is_none() => {
            let kind = if key % 2 == 0 { "return" } else { "void" };
            let origin = Some(token.text.clone()?);
            *open = Some(Open::Fiscal(Fiscal { kind, origin, ..Fiscal::begun() }));
            prints(format!("{kind} {}\n", token.text.as_deref().unwrap_or_default()))
        }
        ('@' | 'Z', _) if matches!(open, Some(Open::Slip(_))) => {
            let Some(Open::Slip(lines)) = open else { return None };
            let text = token.text.clone()?;
            lines.push(if token.key == 'Z' { format!("[bar code {text}]") } else { text });
            prints(format!("{}\n", lines.last().map_or("", String::as_str)))
        }
        ('R', Some(department)) if !matches!(open, Some(Open::Slip(_))) => {
            let price = token.value?;
            let thousandths = token.quantity.unwrap_or(1000);
            let cents = price.checked_mul(thousandths)?.checked_add(500)?.div_euclid(1000);
            let fiscal = match open.get_or_insert_with(|| Open::Fiscal(Fiscal::begun())) {
                Open::Fiscal(fiscal) if fiscal.paid.is_empty() => fiscal,
                _ => return None,
            };
            let description = token.text.clone().unwrap_or_default();
            let paper = format!("{description:<38}{:>8}\n", money(cents).to_string());
            fiscal.lines.push((description, department, cents));
            prints(paper)
        }
        _ => {
            let Some(Open::Fiscal(fiscal)) = open else { return None };
            let mut did = in_fiscal(fiscal, token)?;
            if token.key == 'T' && fiscal.due() <= 0 {
                did = Did { paper: did.paper + &close(fiscal, memory, now), changed: true };
                *open = None;
            }
            Some(did)
        }
    }
}

/// A key inside a fiscal document.
fn in_fiscal(fiscal: &mut Fiscal, token: &Token) -> Option<Did> {
    let lines = fiscal.lines.len();
    match (token.key, token.number) {
        ('=', _) => prints(format!("SUBTOTALE {}\n", money(fiscal.total()))),
        ('@', None) => {
            fiscal.texts.push(token.text.clone()?);
            Some(Did::default())
        }
        ('F', Some(37..=41)) => (!fiscal.texts.is_empty()).then(Did::default),
        ('M', Some(0)) if lines > 0 => {
            fiscal.lines.pop();
            prints("STORNO\n")
        }
        ('M', Some(key @ (3 | 4 | 7 | 8 | 16..=18))) if lines > 0 && fiscal.paid.is_empty() => {
            let cents = token.value?;
            let signed = if matches!(key, 7 | 8) { cents } else { -cents };
            if fiscal.total() + signed < 0 {
                return None;
            }
            match key {
                4 | 8 => fiscal.lines.push((String::new(), 0, signed)),
                16..=18 => {
                    let department = fiscal.lines[lines - 1].1;
                    fiscal.lines.push(("BUONO".to_owned(), department, signed));
                }
                _ => fiscal.lines[lines - 1].2 += signed,
            }
            prints(format!("{:<38}{:>8}\n", "SCONTO", money(signed).to_string()))
        }
        ('T', Some(number)) if lines > 0 => {
            let cents = fiscal.pays(token);
            fiscal.paid.push((number, cents));
            prints(format!("PAGAMENTO {number:<28}{:>8}\n", money(cents).to_string()))
        }
        _ => None,
    }
}

fn close(fiscal: &mut Fiscal, memory: &mut Memory, now: civil::DateTime) -> String {
    let (z, number) = memory.next();
    let total = fiscal.total();
    // Change goes back in cash.
    let change = -fiscal.due();
    let paid: i64 = fiscal.paid.iter().filter(|(number, _)| *number == 1).map(|(_, cents)| cents).sum();
    memory.cash += money(if fiscal.kind == "receipt" { paid - change } else { -paid });
    let fiscal = std::mem::take(fiscal);
    let texts: String = fiscal.texts.iter().map(|text| format!("{text}\n")).collect();
    memory.documents.push(Entry {
        z,
        number,
        kind: fiscal.kind.to_owned(),
        time: now,
        total: money(total),
        lines: fiscal
            .lines
            .into_iter()
            .map(|(description, department, cents)| Sold { description, department, amount: money(cents) })
            .collect(),
        payments: fiscal.paid.into_iter().map(|(number, cents)| Paid { number, amount: money(cents) }).collect(),
        origin: fiscal.origin,
        texts: fiscal.texts,
    });
    format!("TOTALE {:>39}\n{texts}DOCUMENTO N. {z:04}-{number:04}\n\n", money(total).to_string())
}

fn close_slip(open: &mut Option<Open>, memory: &mut Memory, now: civil::DateTime) -> Option<Did> {
    let Some(Open::Slip(lines)) = open else { return None };
    memory.slips.push(Slip { time: now, lines: std::mem::take(lines) });
    *open = None;
    Some(Did { paper: "--------------------\n\n".to_owned(), changed: true })
}

fn cancel(open: &mut Option<Open>, memory: &mut Memory) -> Option<Did> {
    match open.take() {
        None => Some(Did::default()),
        Some(_) => {
            memory.cancelled += 1;
            Some(Did { paper: "*** ANNULLATO ***\n\n".to_owned(), changed: true })
        }
    }
}
