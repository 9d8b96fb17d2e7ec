//! Documents as words, and answers as facts. Every refusal of a document is found by writing it.

use fiscus_sdk::{
    Amount, Document, DocumentKind, DocumentRef, Origin, TenderKind,
    document::{Line, Tender},
    paper::{ASCII, No, sums::Sums},
    receipt::AppliedAdjustment,
};

/// A document as words.
///
/// # Errors
/// Why it cannot be printed.
pub(crate) fn document(document: &Document) -> Result<String, No> {
    let (mut paper, word) = (Paper::default(), document.kind());
    let total = match document {
        Document::Receipt(receipt) => {
            if receipt.tax_code.is_some() || receipt.lottery_code.is_some() {
                return Err(No::Missing("code of a customer"));
            }
            paper.body(&receipt.lines, &receipt.adjustments, receipt.total)?;
            paper.pay(&receipt.tenders, true)?;
            paper.footer(&receipt.footer);
            receipt.total
        }
        Document::Return(content) => {
            let Origin::Document { z, number, date, .. } = &content.origin else { return Err(No::Original) };
            paper.fields.push(format!("of {z}-{number} {date}"));
            paper.body(&content.lines, &content.adjustments, content.total)?;
            paper.pay(&content.tenders, false)?;
            paper.footer(&content.footer);
            content.total
        }
        Document::Void(_) => return Err(No::Missing("void")),
        Document::Slip(_) => return Err(No::Missing("slip")),
    };
    let word = if word == DocumentKind::Return { "RETURN" } else { "RECEIPT" };
    let words = format!("{word} {} {}", total.minor(2).ok_or(No::Amount(total))?, paper.fields.join("|"));
    if words.len() > crate::line::LONGEST / 2 { Err(No::Lines) } else { Ok(words) }
}

#[derive(Default)]
struct Paper {
    fields: Vec<String>,
    sums: Sums,
}

impl Paper {
    fn body(&mut self, lines: &[Line], adjustments: &[AppliedAdjustment], total: Amount) -> Result<(), No> {
        for line in lines {
            let Line::Sale { description, department, quantity, price, adjustments } = line else {
                return Err(No::Missing("voucher"));
            };
            self.sums.line(line)?;
            self.fields.push(format!("{quantity} x {price} {} {}", plain(department), plain(description)));
            self.adjust(adjustments);
        }
        for adjustment in adjustments {
            self.sums.adjust(adjustment)?;
        }
        self.adjust(adjustments);
        self.sums.must_total(total)
    }

    fn adjust(&mut self, adjustments: &[AppliedAdjustment]) {
        self.fields.extend(adjustments.iter().map(|one| format!("{} {}", one.amount, plain(&one.description))));
    }

    fn pay(&mut self, tenders: &[Tender], change: bool) -> Result<(), No> {
        if let Some(other) = tenders.iter().find(|tender| !TENDERS.contains(&tender.kind)) {
            return Err(No::Tender(other.kind));
        }
        for payment in self.sums.paid(tenders, change)? {
            self.fields.push(format!("{} {}", Amount::from_minor(payment.cents, 2), payment.kind.word()));
        }
        Ok(())
    }

    fn footer(&mut self, lines: &[String]) {
        self.fields.extend(lines.iter().map(|line| plain(line)));
    }
}

/// The forms of payment that it prints.
pub(crate) const TENDERS: [TenderKind; 2] = [TenderKind::Cash, TenderKind::Electronic];

/// A text as the device prints it.
fn plain(text: &str) -> String {
    ASCII.printable(text).replace('|', "/")
}

/// What `LAST` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Past {
    pub(crate) z: u32,
    pub(crate) kind: Option<DocumentKind>,
    pub(crate) document: Option<DocumentRef>,
}

/// Reads the answer to `LAST`.
pub(crate) fn past(words: &str) -> Option<Past> {
    let words: Vec<&str> = words.split(' ').collect();
    match words.as_slice() {
        ["LAST", _, z] => Some(Past { z: z.parse().ok()?, kind: None, document: None }),
        ["LAST", serial, z, kind, facts @ ..] => {
            let kind = match *kind {
                "RECEIPT" => DocumentKind::Receipt,
                "RETURN" => DocumentKind::Return,
                _ => return None,
            };
            Some(Past { z: z.parse().ok()?, kind: Some(kind), document: Some(facts_of(serial, facts)?) })
        }
        _ => None,
    }
}

/// Reads the answer to a document.
pub(crate) fn printed(words: &str) -> Option<DocumentRef> {
    let words: Vec<&str> = words.split(' ').collect();
    match words.as_slice() {
        ["DONE", serial, facts @ ..] => facts_of(serial, facts),
        _ => None,
    }
}

fn facts_of(serial: &str, facts: &[&str]) -> Option<DocumentRef> {
    let [z, number, date, time, cents] = facts else { return None };
    Some(DocumentRef {
        z: Some(z.parse().ok()?),
        number: Some(number.parse().ok()?),
        date: Some(date.parse().ok()?),
        time: Some((*time).to_owned()),
        serial: Some(serial.to_owned()),
        total: Some(Amount::from_minor(cents.parse().ok()?, 2)),
    })
}

/// Reads the answer to `CLOSE`.
pub(crate) fn closed(words: &str) -> Option<(u32, Amount)> {
    let (z, cents) = words.strip_prefix("CLOSED ")?.split_once(' ')?;
    Some((z.parse().ok()?, Amount::from_minor(cents.parse().ok()?, 2)))
}
