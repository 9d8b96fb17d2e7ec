//! Jobs as request bodies.
//!
//! Here is decided how a document is expressed and what cannot be: every refusal of a document is found
//! by writing it. What comes back is read in [`crate::reply`]; when a request is sent, and what it means
//! when nothing comes back, is decided in [`crate::session`].

use crate::{
    frame::{self, Xml},
    settings::{Discharge, Lottery, Setup, VoidForm, ZForm},
    slip,
};
use fiscus_sdk::{
    Amount, Document, Origin, Refusal, TenderKind,
    document::{Correction, Line, OtherOrigin, Receipt, Tender},
    jiff::civil,
    paper::{
        LATIN1, No,
        sums::{Sums, positive, priced, signed},
        tables::Department,
        tax_code::{self, TaxCode, normal},
    },
    receipt::AppliedAdjustment,
};

/// Characters of a description.
const DESCRIPTION: usize = 38;
/// Characters of a line after the receipt.
const FOOTER: usize = 46;
/// Lines after the receipt.
const FOOTERS: usize = 99;
/// Elements of one document; at about a thousand the device asks to close it.
const MOST: usize = 990;
/// Letters and digits of a device's serial.
pub(crate) const SERIAL: usize = 11;

const OPERATOR: (&str, &str) = ("operator", "1");

/// The request that prints a document. `serial` is the device's own, for a correction whose original
/// names none.
///
/// # Errors
/// `capability_missing`, `department_unknown`, `amount_invalid`, `payments_incomplete`,
/// `tax_code_invalid`, `original_not_found`.
pub(crate) fn document(document: &Document, serial: Option<&str>, setup: &Setup) -> Result<String, Refusal> {
    match document {
        Document::Receipt(content) => receipt(content, setup),
        Document::Return(content) => correction("REFUND", "printRecRefund", content, serial, setup),
        Document::Void(content) => void(content, serial, setup),
        Document::Slip(content) => slip::request(content, setup),
    }
    .map_err(|no| no.refusal(setup.language))
}

fn receipt(receipt: &Receipt, setup: &Setup) -> Result<String, No> {
    let mut paper = Paper::open(setup);
    paper.begin();
    for line in &receipt.lines {
        paper.line("printRecItem", line)?;
    }
    paper.adjust_subtotal(&receipt.adjustments)?;
    paper.sums.must_total(receipt.total)?;
    if let Some(code) = receipt.lottery_code.as_deref().map(normal) {
        if !tax_code::lottery(&code) {
            return Err(No::Lottery);
        }
        match setup.lottery {
            Lottery::Element => paper.xml.empty("printRecLotteryID", &[OPERATOR, ("code", &code)]),
            Lottery::Directio => directio(&mut paper.xml, "1135", &format!("01{code:<16}0000")),
        }
    }
    paper.pay(&receipt.tenders, true)?;
    paper.footer(&receipt.footer)?;
    if let Some(code) = receipt.tax_code.as_deref().map(normal) {
        let command = match tax_code::kind(&code) {
            Some(TaxCode::Number) => "1060",
            Some(TaxCode::Person) => "1061",
            None => return Err(No::TaxCode),
        };
        directio(&mut paper.xml, command, &format!("01{code}"));
    }
    paper.end()
}

fn correction(
    word: &str,
    element: &str,
    correction: &Correction,
    serial: Option<&str>,
    setup: &Setup,
) -> Result<String, No> {
    let mut paper = Paper::open(setup);
    paper.message("4", None, &reference(word, &correction.origin, serial)?);
    paper.begin();
    for line in &correction.lines {
        if matches!(line, Line::Discharge { .. }) {
            return Err(No::Discharge);
        }
        paper.line(element, line)?;
    }
    paper.adjust_subtotal(&correction.adjustments)?;
    paper.sums.must_total(correction.total)?;
    paper.pay(&correction.tenders, false)?;
    paper.footer(&correction.footer)?;
    paper.end()
}

fn void(content: &Correction, serial: Option<&str>, setup: &Setup) -> Result<String, No> {
    if matches!(content.origin, Origin::Other { .. }) {
        return Err(No::ForeignVoid);
    }
    if setup.void == VoidForm::Itemised {
        return correction("VOID", "printRecVoid", content, serial, setup);
    }
    // The device copies the document from its journal: nothing of it is sent again.
    let mut paper = Paper::open(setup);
    paper.message("4", None, &reference("VOID", &content.origin, serial)?);
    if setup.void == VoidForm::Total {
        paper.xml.empty("printRecTotal", &[OPERATOR]);
    }
    if setup.void != VoidForm::Automatic {
        paper.xml.empty("endFiscalReceipt", &[OPERATOR]);
    }
    paper.xml.close("printerFiscalReceipt");
    Ok(paper.xml.finish())
}

/// Whether writing this document needs the device's own serial.
pub(crate) fn needs_serial(document: &Document) -> bool {
    match document {
        Document::Return(correction) | Document::Void(correction) => {
            matches!(correction.origin, Origin::Document { serial: None, .. })
        }
        Document::Receipt(_) | Document::Slip(_) => false,
    }
}

/// The line that names the original.
fn reference(word: &str, origin: &Origin, own: Option<&str>) -> Result<String, No> {
    let day = |date: &civil::Date| format!("{:02}{:02}{:04}", date.day(), date.month(), date.year());
    match origin {
        Origin::Document { z, number, date, serial } => {
            let serial = serial.as_deref().or(own).unwrap_or_default();
            let known = (1..=9999).contains(z) && (1..=9999).contains(number);
            if !known || serial.len() != SERIAL || !serial.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return Err(No::Original);
            }
            Ok(format!("{word} {z:04} {number:04} {} {serial}", day(date)))
        }
        Origin::Other { kind, date } => {
            let kind = match kind {
                OtherOrigin::Pos => "POS",
                OtherOrigin::Vr => "VR",
                OtherOrigin::Nd => "ND",
            };
            Ok(format!("{word} 0000 0000 {} {kind}", day(date)))
        }
    }
}

/// A fiscal document while it is written, with what it comes to so far.
struct Paper<'a> {
    xml: Xml,
    setup: &'a Setup,
    sums: Sums,
}

impl<'a> Paper<'a> {
    fn open(setup: &'a Setup) -> Self {
        let mut xml = frame::request();
        xml.open("printerFiscalReceipt", &[]);
        Self { xml, setup, sums: Sums::default() }
    }

    fn begin(&mut self) {
        self.xml.empty("beginFiscalReceipt", &[OPERATOR]);
    }

    fn end(mut self) -> Result<String, No> {
        self.xml.empty("endFiscalReceipt", &[OPERATOR]);
        self.xml.close("printerFiscalReceipt");
        if self.xml.elements > MOST { Err(No::Lines) } else { Ok(self.xml.finish()) }
    }

    /// A sold or returned line with its adjustments, or a redeemed voucher.
    fn line(&mut self, element: &str, line: &Line) -> Result<(), No> {
        self.sums.line(line)?;
        match line {
            Line::Sale { description, department: id, quantity, price, adjustments } => {
                let department = self.department(id)?;
                let shown = LATIN1.cut(
                    if description.trim().is_empty() { &department.description } else { description },
                    DESCRIPTION,
                );
                let number = department.number.to_string();
                let priced = priced(*quantity, *price)?;
                self.xml.empty(
                    element,
                    &[
                        OPERATOR,
                        ("description", &shown),
                        ("quantity", &frame::quantity(priced.thousandths)),
                        ("unitPrice", &frame::money(priced.price)),
                        ("department", &number),
                        ("justification", "1"),
                    ],
                );
                for adjustment in adjustments {
                    let cents = signed(adjustment.amount)?;
                    self.adjust(if cents < 0 { "0" } else { "5" }, &adjustment.description, cents, &number);
                }
            }
            Line::Discharge { description, department: id, amount } => {
                let number = self.department(id)?.number.to_string();
                let cents = positive(*amount)?;
                match self.setup.discharge {
                    Discharge::Adjustment => self.adjust("12", description, cents, &number),
                    Discharge::RefundLine => self.xml.empty(
                        "printRecRefund",
                        &[
                            OPERATOR,
                            ("description", &LATIN1.cut(description, DESCRIPTION)),
                            ("quantity", "1,000"),
                            ("unitPrice", &frame::money(cents)),
                            ("department", &number),
                            ("justification", "1"),
                        ],
                    ),
                }
            }
        }
        Ok(())
    }

    fn department(&self, id: &str) -> Result<&'a Department, No> {
        self.setup.departments.get(id).ok_or_else(|| No::Department(id.to_owned()))
    }

    fn adjust(&mut self, kind: &str, description: &str, cents: i64, department: &str) {
        // An adjustment of nothing prints nothing.
        if cents != 0 {
            self.xml.empty(
                "printRecItemAdjustment",
                &[
                    OPERATOR,
                    ("adjustmentType", kind),
                    ("description", &LATIN1.cut(description, DESCRIPTION)),
                    ("amount", &frame::money(cents.abs())),
                    ("department", department),
                    ("justification", "1"),
                ],
            );
        }
    }

    fn adjust_subtotal(&mut self, adjustments: &[AppliedAdjustment]) -> Result<(), No> {
        for adjustment in adjustments {
            let cents = signed(adjustment.amount)?;
            if cents != 0 {
                self.xml.empty(
                    "printRecSubtotalAdjustment",
                    &[
                        OPERATOR,
                        ("adjustmentType", if cents < 0 { "1" } else { "6" }),
                        ("description", &LATIN1.cut(&adjustment.description, DESCRIPTION)),
                        ("amount", &frame::money(cents.abs())),
                        ("justification", "1"),
                    ],
                );
            }
            self.sums.adjust(adjustment)?;
        }
        Ok(())
    }

    /// Every payment with its exact amount; the device counts no tickets.
    fn pay(&mut self, tenders: &[Tender], change: bool) -> Result<(), No> {
        for payment in self.sums.paid(tenders, change)? {
            for cents in payment.pieces() {
                self.tender(payment.kind, &payment.description, cents);
            }
        }
        Ok(())
    }

    fn tender(&mut self, kind: TenderKind, description: &str, cents: i64) {
        let payment = self.setup.payment(kind);
        self.xml.empty(
            "printRecTotal",
            &[
                OPERATOR,
                ("description", &LATIN1.cut(description, DESCRIPTION)),
                ("payment", &frame::money(cents)),
                ("paymentType", &payment.kind.to_string()),
                ("index", &payment.index.to_string()),
                ("justification", "1"),
            ],
        );
    }

    fn footer(&mut self, lines: &[String]) -> Result<(), No> {
        let lines: Vec<String> = lines.iter().flat_map(|line| LATIN1.wrap(line, FOOTER)).collect();
        if lines.len() > FOOTERS {
            return Err(No::Lines);
        }
        for (at, line) in (1..).zip(&lines) {
            self.message("3", Some(at), line);
        }
        Ok(())
    }

    fn message(&mut self, kind: &str, index: Option<usize>, text: &str) {
        match index.map(|index| index.to_string()) {
            Some(index) => self.xml.empty(
                "printRecMessage",
                &[OPERATOR, ("messageType", kind), ("index", &index), ("font", "1"), ("message", text)],
            ),
            None => self.xml.empty("printRecMessage", &[OPERATOR, ("messageType", kind), ("message", text)]),
        }
    }
}

fn directio(xml: &mut Xml, command: &str, data: &str) {
    xml.empty("directIO", &[("command", command), ("data", data)]);
}

fn wrapped(root: &str, element: &str, attributes: &[(&str, &str)]) -> String {
    let mut xml = frame::request();
    xml.open(root, &[]);
    xml.empty(element, attributes);
    xml.close(root);
    xml.finish()
}

/// The request of an X report.
pub(crate) fn x_report() -> String {
    wrapped("printerFiscalReport", "printXReport", &[OPERATOR])
}

/// The request of a Z report; `timeout` is the printer's own, in milliseconds.
pub(crate) fn z_report(form: ZForm, timeout: u64) -> String {
    let element = match form {
        ZForm::Z => "printZReport",
        ZForm::Xz => "printXZReport",
    };
    wrapped("printerFiscalReport", element, &[OPERATOR, ("timeout", &timeout.to_string())])
}

/// The request that puts cash into the drawer (`in`) or takes it out (`out`).
///
/// # Errors
/// `amount_invalid`.
pub(crate) fn cash(direction: &str, amount: Amount, setup: &Setup) -> Result<String, Refusal> {
    let cents = positive(amount).map_err(|no| no.refusal(setup.language))?;
    let attributes = [OPERATOR, ("direction", direction), ("form", "cash"), ("amount", &frame::money(cents))];
    Ok(wrapped("printerCommand", "printRecCash", &attributes))
}

/// The request that opens the drawer.
pub(crate) fn open_drawer() -> String {
    wrapped("printerCommand", "openDrawer", &[OPERATOR])
}

/// The request that shows two lines of twenty characters.
pub(crate) fn display(lines: &[String]) -> String {
    let line = |at: usize| LATIN1.cut(lines.get(at).map_or("", String::as_str), 20);
    let data = format!("{:<20}{:<20}", line(0), line(1));
    wrapped("printerCommand", "displayText", &[OPERATOR, ("data", &data)])
}

/// The request that cancels what is open.
pub(crate) fn reset() -> String {
    wrapped("printerCommand", "resetPrinter", &[OPERATOR])
}

/// The request for the device's status (`0`) or for its state as a fiscal device (`1`).
pub(crate) fn query_status(kind: &str) -> String {
    wrapped("printerCommand", "queryPrinterStatus", &[OPERATOR, ("statusType", kind)])
}

/// The request for the last document.
pub(crate) fn query_last() -> String {
    wrapped("printerCommand", "directIO", &[("command", "1387"), ("data", "01")])
}

/// The request for the number of the last Z closure.
pub(crate) fn query_last_z() -> String {
    wrapped("printerCommand", "directIO", &[("command", "2052"), ("data", "01")])
}

/// The request for the parts of the serial.
pub(crate) fn query_serial() -> String {
    wrapped("printerCommand", "directIO", &[("command", "3217"), ("data", "01")])
}
