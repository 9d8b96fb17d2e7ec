//! The rules of a fiscal document, element by element: what a device takes, in which order, and by which number it
//! refuses the rest.

use crate::frame::Element;
use fiscus_sdk::{
    Amount, Quantity,
    jiff::civil,
    paper::tax_code,
    simulated::{Kind, Memory, OpenDocument, Original, Wrong},
};

/// Departments that are programmed.
const DEPARTMENTS: u32 = 99;
/// VAT rates that are programmed.
const RATES: u32 = 20;

/// What the element that begins a document means.
pub(super) enum Begun {
    /// Only asked: what it answers.
    Checked(char),
    /// Opened.
    Opened(Box<OpenDocument>),
}

/// The document that an element begins; none: it begins none. An error is a number.
pub(super) fn begun(element: &Element, memory: &Memory) -> Option<Result<Begun, u32>> {
    let kind = match element.name.as_str() {
        "beginFiscalReceipt" => return Some(Ok(Begun::Opened(Box::new(OpenDocument::new(Kind::Receipt, None))))),
        "beginRtDocRefund" | "beginRtDocRefundSpecial" => Kind::Return,
        "beginRtDocAnnulment" | "beginRtDocAnnulmentSpecial" => Kind::Void,
        _ => return None,
    };
    Some(correction(kind, element, memory))
}

fn correction(kind: Kind, element: &Element, memory: &Memory) -> Result<Begun, u32> {
    let date = element.attribute("docDate").and_then(day).ok_or(12_u32)?;
    let number = |name: &str| element.attribute(name).and_then(|text| text.parse::<u32>().ok()).filter(|n| *n > 0);
    let original = if element.name.ends_with("Special") {
        let service = element.attribute("service").filter(|word| matches!(*word, "POS" | "VR" | "ND")).ok_or(3_u32)?;
        Original { z: 0, number: 0, date, serial: service.to_owned() }
    } else {
        let (z, number) = (number("docRefZ").ok_or(3_u32)?, number("docRefNumber").ok_or(3_u32)?);
        let serial = element.attribute("fiscalSerial").unwrap_or(&memory.serial).to_owned();
        if serial.len() != 11 {
            return Err(3);
        }
        Original { z, number, date, serial }
    };
    let entry = memory.original(&original);
    let found = match entry {
        None => '0',
        Some(entry) if matches!(entry.kind, Kind::Return | Kind::Void) || entry.voided => '2',
        Some(entry) if kind == Kind::Void && entry.refunded.is_positive() => '2',
        Some(entry) if entry.refunded >= entry.total && entry.total.is_positive() => '2',
        Some(_) => '1',
    };
    if element.attribute("checkOnly") == Some("1") {
        return Ok(Begun::Checked(found));
    }
    let own = original.serial == memory.serial;
    match found {
        '0' if own => Err(1),
        '2' => Err(5),
        _ => Ok(Begun::Opened(Box::new(OpenDocument::new(kind, Some(original))))),
    }
}

fn day(text: &str) -> Option<civil::Date> {
    let two = |at: usize| text.get(at..at + 2)?.parse::<i8>().ok();
    (text.len() == 6).then_some(())?;
    civil::Date::new(2000 + i16::from(two(4)?), two(2)?, two(0)?).ok()
}

/// Takes one element of an open document, or refuses it by number.
pub(super) fn take(document: &mut OpenDocument, element: &Element) -> Result<(), u32> {
    match element.name.as_str() {
        "printRecItem" => item(document, element, 1),
        "printRecItemVoid" | "printRecRefund" => item(document, element, -1),
        "printRecItemAdjustment" => adjust(document, element),
        "printRecSubtotalAdjustment" => adjust(document, element),
        "printRecTotal" => total(document, element),
        "printRecMessage" => message(document, element),
        "fixedLines" => fixed(document, element),
        "setLotteryCode" => lottery(document, element),
        "printRecSubtotal" | "printBarCode" | "printBarCodeTrailer" | "feed" | "partialCut" => Ok(()),
        _ => Err(115),
    }
}

fn wrong(wrong: Wrong) -> u32 {
    match wrong {
        Wrong::Sequence => 5,
        Wrong::Negative => 23,
        Wrong::Excess => 141,
        Wrong::Original => 11,
    }
}

fn integer(element: &Element, name: &str) -> Option<i64> {
    let digits = element.attribute(name)?;
    (digits.len() <= 9 && digits.bytes().all(|digit| digit.is_ascii_digit())).then(|| digits.parse().ok())?
}

fn number(element: &Element, name: &str) -> Option<u32> {
    integer(element, name).and_then(|number| u32::try_from(number).ok())
}

fn described(element: &Element) -> Result<&str, u32> {
    match element.attribute("description") {
        None | Some("") => Err(139),
        Some(text) if text.len() > 22 || !text.is_ascii() => Err(3),
        Some(text) if text.to_ascii_uppercase().contains("TOTAL") => Err(7),
        Some(text) => Ok(text),
    }
}

fn item(document: &mut OpenDocument, element: &Element, sign: i64) -> Result<(), u32> {
    let description = described(element)?;
    let cents = integer(element, "unitPrice").ok_or(11_u32)?;
    // Lines of a correction need no department.
    let department = match element.attribute("department") {
        None if document.kind() != Kind::Receipt => None,
        None => return Err(148),
        Some(_) => Some(number(element, "department").filter(|n| (1..=DEPARTMENTS).contains(n)).ok_or(148_u32)?),
    };
    let quantity = match element.attribute("quantity") {
        None => Quantity::ONE,
        Some(_) => {
            let thousandths = integer(element, "quantity").filter(|quantity| *quantity > 0).ok_or(3_u32)?;
            number(element, "idVat").filter(|vat| (1..=RATES).contains(vat)).ok_or(28_u32)?;
            Quantity::from(Amount::from_minor(thousandths, 3).decimal())
        }
    };
    document.sell(description, department, quantity, cents, sign).map_err(wrong)
}

fn adjust(document: &mut OpenDocument, element: &Element) -> Result<(), u32> {
    let sign = match element.attribute("adjustmentType") {
        Some("2") => 1,
        Some("3") => -1,
        _ => return Err(122),
    };
    let cents = integer(element, "amount").filter(|cents| *cents > 0).ok_or(11_u32)? * sign;
    let description = described(element)?;
    let department = number(element, "department").filter(|_| element.name == "printRecItemAdjustment");
    document.adjust(description, department, cents).map_err(wrong)
}

fn total(document: &mut OpenDocument, element: &Element) -> Result<(), u32> {
    if document.kind() != Kind::Receipt {
        return Err(137);
    }
    let description = described(element)?;
    let kind = number(element, "paymentType").filter(|kind| (1..=30).contains(kind)).ok_or(144_u32)?;
    let count = element.attribute("paymentQty").map_or(Some(1), |_| number(element, "paymentQty")).ok_or(3_u32)?;
    let cents = match integer(element, "payment") {
        None | Some(0) => document.rest(),
        Some(cents) => cents,
    };
    document.pay(description, kind, count, cents).map_err(wrong)
}

fn message(document: &mut OpenDocument, element: &Element) -> Result<(), u32> {
    let text = element.attribute("message").filter(|text| text.len() <= 42 && text.is_ascii()).ok_or(3_u32)?;
    match element.attribute("messageType") {
        Some("3" | "4") if document.kind() == Kind::Receipt && !document.covered() => Err(5),
        Some("3" | "4") => {
            document.footer.push(text.to_owned());
            Ok(())
        }
        Some("1" | "2") => Ok(()),
        _ => Err(122),
    }
}

fn fixed(document: &mut OpenDocument, element: &Element) -> Result<(), u32> {
    let text = element.attribute("description").filter(|text| text.len() <= 44).ok_or(3_u32)?;
    match element.attribute("pitch") {
        Some("B") if tax_code::kind(text).is_none() => Err(3),
        Some("B") => {
            document.tax_code = Some(text.to_owned());
            Ok(())
        }
        Some("C" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9") => {
            document.footer.push(text.to_owned());
            Ok(())
        }
        _ => Err(122),
    }
}

fn lottery(document: &mut OpenDocument, element: &Element) -> Result<(), u32> {
    let code = element.attribute("code").unwrap_or_default();
    match () {
        () if document.paying() => Err(5),
        () if !tax_code::lottery(code) => Err(3),
        () => {
            document.lottery = Some(code.to_owned());
            Ok(())
        }
    }
}
