//! Jobs as request bodies.
//!
//! Here is decided how a document is expressed and what cannot be: every refusal of a document is found by writing it.
//! What comes back is read in [`crate::reply`]; when a request is sent, and what it means when nothing comes back, is
//! decided in [`crate::session`].

use crate::{
    frame::{self, Xml, wrapped},
    settings::Setup,
    slip,
};
use fiscus_sdk::{
    Amount, Document, Origin, Refusal,
    document::{Correction, Line, OtherOrigin, Receipt, Tender},
    paper::{
        ASCII, No,
        custom::welcome,
        sums::{Sums, positive, priced, signed},
        tax_code::{self, normal},
    },
    receipt::AppliedAdjustment,
};

/// Characters of a description (X11).
const DESCRIPTION: usize = 22;
/// Characters of a line after the receipt.
const FOOTER: usize = 42;
/// Lines after the receipt.
const FOOTERS: usize = 99;
/// Elements of one document.
const MOST: usize = 990;

/// The request that prints a document; `mark` comes back in its answer, `serial` is the device's own.
///
/// # Errors
/// `capability_missing`, `department_unknown`, `amount_invalid`, `payments_incomplete`, `tax_code_invalid`,
/// `original_not_found`.
pub(crate) fn document(
    document: &Document,
    mark: &str,
    serial: Option<&str>,
    setup: &Setup,
) -> Result<String, Refusal> {
    match document {
        Document::Receipt(content) => receipt(content, mark, setup),
        Document::Return(content) => correction("Refund", content, mark, serial, setup),
        Document::Void(content) => correction("Annulment", content, mark, serial, setup),
        Document::Slip(content) => slip::request(content, mark, setup),
    }
    .map_err(|no| no.refusal(setup.language))
}

/// A text as the device takes it: seven bits, cut, and without the word TOTAL, which it refuses in any text (G10).
pub(crate) fn text(text: &str, width: usize) -> String {
    ASCII.cut(&welcome(&ASCII.printable(text)), width)
}

/// The same, and `otherwise` where nothing is left of it: the device wants a description.
fn described(description: &str, otherwise: &str) -> String {
    let own = text(description, DESCRIPTION);
    if own.is_empty() { text(otherwise, DESCRIPTION) } else { own }
}

fn receipt(receipt: &Receipt, mark: &str, setup: &Setup) -> Result<String, No> {
    let mut paper = Paper::open(setup, true);
    paper.xml.pair("beginFiscalReceipt", &[]);
    paper.lines(&receipt.lines)?;
    paper.adjust_subtotal(&receipt.adjustments)?;
    paper.sums.must_total(receipt.total)?;
    // X14
    if let Some(code) = receipt.lottery_code.as_deref().map(normal) {
        if !tax_code::lottery(&code) {
            return Err(No::Lottery);
        }
        paper.xml.pair("setLotteryCode", &[("code", &code)]);
    }
    paper.pay(&receipt.tenders)?;
    if let Some(code) = receipt.tax_code.as_deref().map(normal) {
        tax_code::kind(&code).ok_or(No::TaxCode)?;
        paper.xml.pair("fixedLines", &[("description", &code), ("pitch", "B")]);
    }
    paper.footer(&receipt.footer)?;
    paper.end(mark)
}

/// A return or a void: the original, its lines, and no payments (X7).
fn correction(
    what: &str,
    correction: &Correction,
    mark: &str,
    serial: Option<&str>,
    setup: &Setup,
) -> Result<String, No> {
    let begin = Begin::of(what, &correction.origin)?;
    let void = what == "Annulment";
    if void && matches!(correction.origin, Origin::Other { .. }) {
        return Err(No::ForeignVoid);
    }
    let mut paper = Paper::open(setup, false);
    begin.write(&mut paper.xml, serial, false);
    if !void && correction.lines.iter().any(|line| matches!(line, Line::Discharge { .. })) {
        return Err(No::Discharge);
    }
    paper.lines(&correction.lines)?;
    paper.adjust_subtotal(&correction.adjustments)?;
    paper.sums.must_total(correction.total)?;
    // Nothing of it is sent, but it must add up all the same. That a void names none is well.
    if !void || !correction.tenders.is_empty() {
        for payment in paper.sums.paid(&correction.tenders, false)? {
            setup.payment(payment.kind)?;
        }
    }
    paper.footer(&correction.footer)?;
    paper.end(mark)
}

/// The request that asks whether an original is known, and opens nothing (X16).
pub(crate) fn check(what: &str, origin: &Origin) -> Result<String, No> {
    let begin = Begin::of(what, origin)?;
    let mut xml = frame::request();
    xml.open("printerFiscalReceipt", &[]);
    begin.write(&mut xml, None, true);
    xml.close("printerFiscalReceipt");
    Ok(xml.finish())
}

/// The element that opens a correction.
struct Begin {
    name: String,
    attributes: Vec<(&'static str, String)>,
    serial: Option<String>,
}

impl Begin {
    fn of(what: &str, origin: &Origin) -> Result<Self, No> {
        let day = |date: &fiscus_sdk::jiff::civil::Date| {
            format!("{:02}{:02}{:02}", date.day(), date.month(), date.year().rem_euclid(100))
        };
        match origin {
            Origin::Document { z, number, date, serial } => {
                let odd = |serial: &String| serial.len() != 11 || !serial.bytes().all(|b| b.is_ascii_alphanumeric());
                if !(1..=9999).contains(z) || !(1..=9999).contains(number) || serial.as_ref().is_some_and(odd) {
                    return Err(No::Original);
                }
                Ok(Self {
                    name: format!("beginRtDoc{what}"),
                    attributes: vec![
                        ("docRefZ", z.to_string()),
                        ("docRefNumber", number.to_string()),
                        ("docDate", day(date)),
                    ],
                    serial: serial.clone(),
                })
            }
            Origin::Other { kind, date } => {
                let kind = match kind {
                    OtherOrigin::Pos => "POS",
                    OtherOrigin::Vr => "VR",
                    OtherOrigin::Nd => "ND",
                };
                Ok(Self {
                    name: format!("beginRtDoc{what}Special"),
                    attributes: vec![("service", kind.to_owned()), ("docDate", day(date))],
                    serial: None,
                })
            }
        }
    }

    fn write(&self, xml: &mut Xml, own: Option<&str>, check: bool) {
        let mut attributes: Vec<(&str, &str)> =
            self.attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let special = self.name.ends_with("Special");
        if let Some(serial) = self.serial.as_deref().or(own).filter(|_| !special && !check) {
            attributes.push(("fiscalSerial", serial));
        }
        if check {
            attributes.push(("checkOnly", "1"));
        }
        xml.pair(&self.name, &attributes);
    }
}

/// A fiscal document while it is written, with what it comes to so far.
struct Paper<'a> {
    xml: Xml,
    setup: &'a Setup,
    sums: Sums,
    /// Lines name their department; those of a correction do not.
    sale: bool,
}

impl<'a> Paper<'a> {
    fn open(setup: &'a Setup, sale: bool) -> Self {
        let mut xml = frame::request();
        xml.open("printerFiscalReceipt", &[]);
        Self { xml, setup, sums: Sums::default(), sale }
    }

    fn end(mut self, mark: &str) -> Result<String, No> {
        self.xml.pair("endFiscalReceiptCut", &[("IdCmd", mark)]);
        self.xml.close("printerFiscalReceipt");
        if self.xml.elements > MOST { Err(No::Lines) } else { Ok(self.xml.finish()) }
    }

    /// Sold or returned lines with their adjustments, and redeemed vouchers.
    fn lines(&mut self, lines: &[Line]) -> Result<(), No> {
        for line in lines {
            self.sums.line(line)?;
            match line {
                Line::Sale { description, department, quantity, price, adjustments } => {
                    let priced = priced(*quantity, *price)?;
                    let goods = (priced.price, priced.thousandths);
                    self.goods("printRecItem", description, department, goods)?;
                    for adjustment in adjustments {
                        self.adjust("printRecItemAdjustment", adjustment, Some(department))?;
                    }
                }
                // G12: a line of returned goods inside the sale.
                Line::Discharge { description, department, amount } => {
                    self.goods("printRecRefund", description, department, (positive(*amount)?, 1_000))?;
                }
            }
        }
        Ok(())
    }

    fn goods(
        &mut self,
        element: &str,
        description: &str,
        id: &str,
        (cents, thousandths): (i64, i64),
    ) -> Result<(), No> {
        let (department, vat) = self.setup.department(id)?;
        let otherwise = if department.description.trim().is_empty() { id } else { &department.description };
        let (price, number) = (cents.to_string(), department.number.to_string());
        let (vat, quantity) = (vat.to_string(), thousandths.to_string());
        let shown = described(description, otherwise);
        let mut attributes = vec![("description", shown.as_str()), ("unitPrice", price.as_str())];
        if self.sale {
            attributes.push(("department", &number));
        }
        attributes.extend([("idVat", vat.as_str()), ("quantity", quantity.as_str())]);
        self.xml.pair(element, &attributes);
        Ok(())
    }

    fn adjust(&mut self, element: &str, adjustment: &AppliedAdjustment, id: Option<&str>) -> Result<(), No> {
        let cents = signed(adjustment.amount)?;
        // An adjustment of nothing prints nothing.
        if cents == 0 {
            return Ok(());
        }
        let (kind, word) = if cents < 0 { ("3", "SCONTO") } else { ("2", "MAGGIORAZIONE") };
        let (shown, amount) = (described(&adjustment.description, word), cents.abs().to_string());
        let mut attributes =
            vec![("adjustmentType", kind), ("description", shown.as_str()), ("amount", amount.as_str())];
        // Without its department it would act on the subtotal.
        let of = id.map(|id| self.setup.department(id)).transpose()?;
        let of = of.map(|(department, vat)| (department.number.to_string(), vat.to_string()));
        if let Some((number, vat)) = &of {
            attributes.extend([("department", number.as_str()), ("idVat", vat.as_str())]);
        }
        self.xml.pair(element, &attributes);
        Ok(())
    }

    /// X9, G20: the computed amount, never a percent.
    fn adjust_subtotal(&mut self, adjustments: &[AppliedAdjustment]) -> Result<(), No> {
        for adjustment in adjustments {
            self.adjust("printRecSubtotalAdjustment", adjustment, None)?;
            self.sums.adjust(adjustment)?;
        }
        Ok(())
    }

    /// Every payment with its exact amount (X12); meal tickets with their count (G11).
    fn pay(&mut self, tenders: &[Tender]) -> Result<(), No> {
        for payment in self.sums.paid(tenders, true)? {
            let number = self.setup.payment(payment.kind)?.to_string();
            let shown = described(&payment.description, payment.kind.word());
            let (cents, count) = (payment.cents.to_string(), payment.count.to_string());
            let mut attributes = vec![("description", shown.as_str()), ("payment", &cents), ("paymentType", &number)];
            if payment.count > 1 {
                attributes.push(("paymentQty", &count));
            }
            self.xml.pair("printRecTotal", &attributes);
        }
        Ok(())
    }

    /// Courtesy lines.
    fn footer(&mut self, lines: &[String]) -> Result<(), No> {
        let lines: Vec<String> =
            lines.iter().flat_map(|line| ASCII.wrap(&welcome(&ASCII.printable(line)), FOOTER)).collect();
        if lines.len() > FOOTERS {
            return Err(No::Lines);
        }
        for line in &lines {
            self.xml.pair("printRecMessage", &[("messageType", "4"), ("font", "1"), ("message", line)]);
        }
        Ok(())
    }
}

/// The request of an X report.
pub(crate) fn x_report() -> String {
    wrapped("printerFiscalReport", "printXReport", &[])
}

/// The request of a Z report.
pub(crate) fn z_report() -> String {
    wrapped("printerFiscalReport", "printZReport", &[("description", "")])
}

/// The request that puts cash into the drawer (`D`) or takes it out (`P`).
///
/// # Errors
/// `amount_invalid`.
pub(crate) fn cash(direction: char, amount: Amount, setup: &Setup) -> Result<String, Refusal> {
    let cents = positive(amount).map_err(|no| no.refusal(setup.language))?;
    Ok(native("7106", &format!("{direction}{cents:09}")))
}

/// The request that opens a drawer.
pub(crate) fn open_drawer(number: u32) -> String {
    wrapped("printerCommand", "openDrawer", &[("num", &number.to_string())])
}

/// The request that shows two lines of twenty characters.
pub(crate) fn display(lines: &[String]) -> String {
    let line = |at: usize| ASCII.cut(lines.get(at).map_or("", String::as_str), 20);
    let data = format!("{:<20}{:<20}", line(0), line(1));
    wrapped("printerCommand", "displayText", &[("data", &data)])
}

/// The request that cancels what is open.
pub(crate) fn reset() -> String {
    wrapped("printerCommand", "resetPrinter", &[])
}

/// The request for the device's flags.
pub(crate) fn query_status() -> String {
    wrapped("printerCommand", "queryPrinterStatus", &[])
}

/// The request for the device's serial and its last closure.
pub(crate) fn query_info() -> String {
    wrapped("printerCommand", "getInfo", &[])
}

/// The request for the sums of the last document.
pub(crate) fn query_totals() -> String {
    wrapped("printerCommand", "getVatTotalsOnDemand", &[("vatgroup", "0"), ("doctype", "0")])
}

/// A native question.
pub(crate) fn query_native(command: &str) -> String {
    native(command, "")
}

/// X1
fn native(command: &str, data: &str) -> String {
    wrapped("printerCommand", "directIO", &[("command", command), ("data", data)])
}
