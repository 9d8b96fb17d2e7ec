//! What the kit prints: one plain job of each kind, and documents of which no device prints all.

use crate::{
    Amount, Document, DocumentKind, DocumentRef, Origin, Quantity, Shop, Slip, SlipLine, Style, TenderKind,
    document::{Correction, Line, Receipt, SlipDocument, Tender},
    driver::Job,
    kit::{Dice, amount},
    receipt::AppliedAdjustment,
    slip::Symbology,
};
use jiff::civil;

/// The kinds of jobs that print, each with the word of its request.
pub(super) const KINDS: [(DocumentKind, &str); 8] = [
    (DocumentKind::Receipt, "receipt"),
    (DocumentKind::Return, "return"),
    (DocumentKind::Void, "void"),
    (DocumentKind::Slip, "slip"),
    (DocumentKind::XReport, "x_report"),
    (DocumentKind::ZReport, "z_report"),
    (DocumentKind::CashIn, "cash"),
    (DocumentKind::CashOut, "cash"),
];

/// A plain job of this kind; a correction is of `original`, a [`receipt`] of that day.
pub(super) fn job(kind: DocumentKind, shop: &Shop, original: Option<&DocumentRef>, today: civil::Date) -> Job {
    match kind {
        DocumentKind::Receipt => Job::Print(Document::Receipt(receipt(shop))),
        DocumentKind::Return => Job::Print(Document::Return(correction(shop, original, today))),
        DocumentKind::Void => Job::Print(Document::Void(correction(shop, original, today))),
        DocumentKind::Slip => Job::Print(Document::Slip(slip(vec![
            SlipLine::bold("Receipt of a load"),
            SlipLine::columns("Balance", "12.00"),
            SlipLine::Rule,
        ]))),
        DocumentKind::XReport => Job::XReport,
        DocumentKind::ZReport => Job::ZReport,
        DocumentKind::CashIn => Job::CashIn(amount("5.00")),
        DocumentKind::CashOut => Job::CashOut(amount("2.00")),
    }
}

fn slip(lines: Vec<SlipLine>) -> SlipDocument {
    SlipDocument { slip: Slip { lines, ..Slip::default() }, copy_mark: None }
}

fn line(shop: &Shop) -> Line {
    Line::Sale {
        description: "Sandwich".to_owned(),
        department: shop.departments.keys().next().cloned().unwrap_or_default(),
        quantity: Quantity::from(2),
        price: amount("4.00"),
        adjustments: Vec::new(),
    }
}

fn cash(total: Amount) -> Tender {
    Tender { kind: TenderKind::Cash, description: "Cash".to_owned(), amount: total, count: None }
}

/// Two sandwiches on the first department: 8.00 in cash.
pub(super) fn receipt(shop: &Shop) -> Receipt {
    let total = amount("8.00");
    Receipt { lines: vec![line(shop)], tenders: vec![cash(total)], total, ..Receipt::default() }
}

fn correction(shop: &Shop, original: Option<&DocumentRef>, today: civil::Date) -> Correction {
    let found = original.cloned().unwrap_or_default();
    let total = amount("8.00");
    Correction {
        origin: Origin::Document {
            z: found.z.unwrap_or(1),
            number: found.number.unwrap_or(1),
            date: found.date.unwrap_or(today),
            serial: found.serial,
        },
        lines: vec![line(shop)],
        adjustments: Vec::new(),
        tenders: vec![cash(total)],
        total,
        footer: Vec::new(),
    }
}

/// A receipt or a slip that a device may or may not be able to print: half of them add up.
pub(super) fn anything(shop: &Shop, dice: &mut Dice) -> Document {
    if dice.once_in(3) {
        let mut lines: Vec<SlipLine> = (0..dice.roll(5)).map(|_| slip_line(dice)).collect();
        if dice.yes() {
            lines.push(SlipLine::text("end"));
        }
        let copy_mark = dice.once_in(4).then(|| dice.text());
        return Document::Slip(SlipDocument { copy_mark, ..slip(lines) });
    }
    let mut departments: Vec<String> = shop.departments.keys().cloned().collect();
    departments.push("nowhere".to_owned());
    let (mut lines, mut total) = (Vec::new(), shop.currency.zero());
    for _ in 0..=dice.roll(4) {
        let known = departments.len() - usize::from(!dice.once_in(20));
        let department = dice.pick(&departments[..known.max(1)]).clone();
        let description = if dice.yes() { "Goods".to_owned() } else { dice.text() };
        if dice.once_in(6) {
            let amount = dice.money(500, shop.currency.scale);
            total -= amount;
            lines.push(Line::Discharge { description, department, amount });
            continue;
        }
        let quantity: Quantity = match dice.roll(12) {
            0 => Quantity::from(dice.money(9_999, 6).decimal()),
            1 => Quantity::from(dice.any_amount().decimal()),
            2..=4 => Quantity::from(dice.money(9_999, 3).decimal()),
            _ => Quantity::ONE,
        };
        let price = if dice.once_in(15) { dice.any_amount() } else { dice.money(3_000, shop.currency.scale) };
        let gross = shop.currency.round(price.times(quantity));
        let mut adjustments = Vec::new();
        if dice.once_in(4) {
            let by = dice.money(100, shop.currency.scale);
            adjustments.push(adjustment(if dice.yes() { by } else { -by }));
        }
        total += gross + adjustments.iter().map(|adjustment| adjustment.amount).sum();
        lines.push(Line::Sale { description, department, quantity, price, adjustments });
    }
    let mut adjustments = Vec::new();
    if dice.once_in(4) {
        adjustments.push(adjustment(-dice.money(200, shop.currency.scale)));
        total += adjustments[0].amount;
    }
    if dice.once_in(10) {
        total += dice.money(10, shop.currency.scale);
    }
    let tenders = tenders(total, shop, dice);
    let code =
        |dice: &mut Dice, sound: &str| dice.once_in(5).then(|| if dice.yes() { sound.to_owned() } else { dice.text() });
    Document::Receipt(Receipt {
        lines,
        adjustments,
        tenders,
        total,
        tax_code: code(dice, "RSSMRA80A01H501U"),
        lottery_code: code(dice, "ABCD1234"),
        footer: (0..dice.roll(3)).map(|_| dice.text()).collect(),
    })
}

fn adjustment(amount: Amount) -> AppliedAdjustment {
    AppliedAdjustment::new("Change of price", amount)
}

fn tenders(total: Amount, shop: &Shop, dice: &mut Dice) -> Vec<Tender> {
    let mut rest = total;
    let mut tenders = Vec::new();
    for _ in 0..dice.roll(3) {
        let amount = dice.money(1_500, shop.currency.scale);
        if amount < rest {
            rest -= amount;
            let kind = *dice.pick(&TenderKind::ALL);
            let count = dice.once_in(3).then(|| u32::try_from(dice.roll(4)).unwrap_or_default());
            tenders.push(Tender { kind, description: dice.text(), amount, count });
        }
    }
    let over = if dice.once_in(6) { dice.money(500, shop.currency.scale) } else { shop.currency.zero() };
    if rest.is_positive() && !dice.once_in(20) {
        tenders.push(cash(rest + over));
    }
    tenders
}

fn slip_line(dice: &mut Dice) -> SlipLine {
    let style = *dice.pick(&[Style::Normal, Style::Bold, Style::Wide, Style::Tall]);
    match dice.roll(6) {
        0 => SlipLine::Rule,
        1 => SlipLine::Columns { left: dice.text(), right: dice.text(), style },
        2 => SlipLine::Qr { data: dice.text() },
        3 => {
            let data = ["9800000000012", "4006381333931", "12345670", "036000291452", "A1234B", "1234", "", "è"];
            let symbology = [
                Symbology::Ean13,
                Symbology::Ean8,
                Symbology::UpcA,
                Symbology::Code39,
                Symbology::Itf,
                Symbology::Codabar,
                Symbology::Code128,
            ];
            SlipLine::Barcode { data: (*dice.pick(&data)).to_owned(), symbology: *dice.pick(&symbology) }
        }
        _ => SlipLine::Text { text: dice.text(), style },
    }
}
