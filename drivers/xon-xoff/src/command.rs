//! Jobs as keys. Here is decided how a document is expressed and what cannot be: every refusal of a document is found
//! by writing it. Amounts are always those that Fiscus computed, never percents (G20, N5).

use crate::{
    keys::{Keys, Piece},
    settings::Setup,
    slip,
};
use fiscus_sdk::{
    Amount, Document, Origin, Refusal,
    document::{Correction, Line, OtherOrigin, Receipt, Tender},
    jiff::civil,
    paper::{
        ASCII, No,
        sums::{Sums, positive, priced, signed},
        tax_code,
    },
    receipt::AppliedAdjustment,
};

/// Letters of a description.
const DESCRIPTION: usize = 38;
/// Letters of a line after the receipt.
const FOOTER: usize = 46;
/// Lines after the receipt.
const FOOTERS: usize = 99;
/// Letters of a line of the display.
const DISPLAY: usize = 20;

/// The keys that print a document.
///
/// # Errors
/// `capability_missing`, `department_unknown`, `amount_invalid`, `payments_incomplete`, `tax_code_invalid`.
pub(crate) fn document(document: &Document, setup: &Setup) -> Result<Vec<Piece>, Refusal> {
    let mut keys = Keys::default();
    let written = match document {
        Document::Receipt(content) => receipt(&mut keys, content, setup),
        Document::Return(content) => correction(&mut keys, content, false, setup),
        Document::Void(content) => correction(&mut keys, content, true, setup),
        Document::Slip(content) => slip::keys(&mut keys, content, setup),
    };
    written.map(|()| keys.pieces()).map_err(|no| no.refusal(setup.language))
}

fn receipt(keys: &mut Keys, receipt: &Receipt, setup: &Setup) -> Result<(), No> {
    let mut sums = Sums::default();
    lines(keys, &mut sums, &receipt.lines, &receipt.adjustments, setup)?;
    sums.must_total(receipt.total)?;
    if let Some(code) = receipt.lottery_code.as_deref().map(tax_code::normal) {
        if !tax_code::lottery(&code) {
            return Err(No::Lottery);
        }
        keys.text(&code, DESCRIPTION).press("@37F");
    }
    if let Some(code) = receipt.tax_code.as_deref().map(tax_code::normal) {
        tax_code::kind(&code).ok_or(No::TaxCode)?;
        keys.text(&code, DESCRIPTION).press("@39F");
    }
    footer(keys, &receipt.footer)?;
    pay(keys, &sums, &receipt.tenders, true, setup)
}

fn correction(keys: &mut Keys, correction: &Correction, void: bool, setup: &Setup) -> Result<(), No> {
    let (reference, key) = match (&correction.origin, void) {
        (Origin::Other { .. }, true) => return Err(No::ForeignVoid),
        (Origin::Other { kind: OtherOrigin::Pos, date }, false) => (format!("{}/POS", day(*date)), "106M"),
        (Origin::Other { .. }, false) => return Err(No::Missing("return of a document without a number")),
        (Origin::Document { z, number, date, serial }, void) => {
            let known = (1..=9999).contains(z) && (1..=9999).contains(number);
            let serial = serial.as_deref().unwrap_or_default();
            if !known || serial.len() > 15 || !serial.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return Err(No::Original);
            }
            let serial = if serial.is_empty() { String::new() } else { format!("-{serial}") };
            (format!("{z:04}-{number:04}-{}{serial}", day(*date)), if void { "105M" } else { "104M" })
        }
    };
    if correction.lines.iter().any(|line| matches!(line, Line::Discharge { .. })) {
        return Err(No::Discharge);
    }
    keys.text(&reference, DESCRIPTION).press(key);
    let mut sums = Sums::default();
    lines(keys, &mut sums, &correction.lines, &correction.adjustments, setup)?;
    sums.must_total(correction.total)?;
    footer(keys, &correction.footer)?;
    pay(keys, &sums, &correction.tenders, false, setup)
}

fn day(date: civil::Date) -> String {
    format!("{:02}-{:02}-{:02}", date.day(), date.month(), date.year().rem_euclid(100))
}

fn lines(
    keys: &mut Keys,
    sums: &mut Sums,
    lines: &[Line],
    adjustments: &[AppliedAdjustment],
    setup: &Setup,
) -> Result<(), No> {
    let mut last = None;
    for line in lines {
        sums.line(line)?;
        match line {
            Line::Sale { description, department: id, quantity, price, adjustments } => {
                let department = setup.departments.get(id).ok_or_else(|| No::Department(id.clone()))?;
                let shown = if description.trim().is_empty() { &department.description } else { description };
                if !shown.trim().is_empty() {
                    keys.text(shown, DESCRIPTION);
                }
                let priced = priced(*quantity, *price)?;
                if priced.thousandths != 1000 {
                    keys.quantity(priced.thousandths);
                }
                keys.value(priced.price).press(&format!("{}R", department.number));
                for adjustment in adjustments {
                    adjust(keys, adjustment, "3M", "7M")?;
                }
                last = Some(id);
            }
            // The register takes it off the department of the last item (G12).
            Line::Discharge { department, amount, .. } => {
                if last != Some(department) {
                    return Err(No::Missing("voucher on another department than the item before it"));
                }
                keys.value(positive(*amount)?).press("18M");
            }
        }
    }
    for adjustment in adjustments {
        adjust(keys, adjustment, "4M", "8M")?;
        sums.adjust(adjustment)?;
    }
    Ok(())
}

/// A discount or a surcharge; one of nothing prints nothing.
fn adjust(keys: &mut Keys, adjustment: &AppliedAdjustment, discount: &str, surcharge: &str) -> Result<(), No> {
    let cents = signed(adjustment.amount)?;
    if cents != 0 {
        keys.value(cents.abs()).press(if cents < 0 { discount } else { surcharge });
    }
    Ok(())
}

fn footer(keys: &mut Keys, lines: &[String]) -> Result<(), No> {
    let lines: Vec<String> = lines.iter().flat_map(|line| ASCII.wrap(line, FOOTER)).collect();
    if lines.len() > FOOTERS {
        return Err(No::Lines);
    }
    for line in &lines {
        keys.text(line, FOOTER).press("@40F");
    }
    Ok(())
}

/// Every payment with its exact amount; the register counts no tickets (G11).
fn pay(keys: &mut Keys, sums: &Sums, tenders: &[Tender], change: bool, setup: &Setup) -> Result<(), No> {
    for payment in sums.paid(tenders, change)? {
        let number = setup.payments.get(&payment.kind).ok_or(No::Tender(payment.kind))?;
        for cents in payment.pieces() {
            keys.value(cents).press(&format!("{number}T"));
        }
    }
    Ok(())
}

/// The keys that put cash into the drawer (`10M`) or take it out (`11M`).
///
/// # Errors
/// `amount_invalid`.
pub(crate) fn cash(amount: Amount, key: &str, setup: &Setup) -> Result<Vec<Piece>, Refusal> {
    let cents = positive(amount).map_err(|no| no.refusal(setup.language))?;
    Ok(Keys::default().value(cents).press(key).clone().pieces())
}

/// The keys that show two lines.
pub(crate) fn display(lines: &[String]) -> Vec<Piece> {
    let line = |at: usize| lines.get(at).map_or("", String::as_str);
    Keys::default().text(line(0), DISPLAY).press("1%").text(line(1), DISPLAY).press("2%").clone().pieces()
}

/// Keys as they are.
pub(crate) fn plain(keys: &str) -> Vec<Piece> {
    Keys::default().press(keys).clone().pieces()
}

/// What ends everything that may be open: a document, and a half entry. `in_text`: the last letter that the register
/// got lay inside a text, which must be closed first (N3, N9, N11).
pub(crate) fn clear(in_text: bool) -> Vec<Piece> {
    // A cancel may fall on a half entry: it is repeated when that is cleared.
    plain(if in_text { "\"Kk" } else { "kKk" })
}
