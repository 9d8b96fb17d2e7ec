//! What the fiscal devices of Custom have in common, whichever protocol they are set to: the numbers with which they
//! refuse, the flags of what is open, and the word that no text may hold.

use crate::{Fault, Reason, driver::OpenDocument};

/// Numbers with what they say. Source: Custom report status guide rev 2.00.
pub const ERRORS: &[(u32, Reason, &str)] = &[
    (1, Reason::PrinterError, "not present"),
    (3, Reason::PrinterError, "a value is not valid"),
    (5, Reason::PrinterError, "not possible now"),
    (7, Reason::PrinterError, "the word TOTAL stands in a description"),
    (8, Reason::PrinterError, "done already"),
    (9, Reason::PrinterError, "the document is too large"),
    (10, Reason::PrinterError, "the day is too large"),
    (11, Reason::PrinterError, "the amount"),
    (12, Reason::PrinterError, "the date"),
    (13, Reason::PrinterError, "the date"),
    (16, Reason::PaperEnd, "no paper"),
    (18, Reason::PrinterError, "the header is missing"),
    (21, Reason::PrinterError, "a document is open"),
    (22, Reason::PrinterError, "the dates"),
    (23, Reason::PrinterError, "the total is below zero"),
    (24, Reason::PrinterError, "the length of the command"),
    (25, Reason::PrinterError, "it is not paid in full"),
    (28, Reason::PrinterError, "the VAT rate is not programmed"),
    (30, Reason::PrinterError, "the journal is full"),
    (31, Reason::PrinterError, "the journal is nearly full"),
    (33, Reason::PrinterError, "the journal is missing"),
    (41, Reason::PrinterError, "the journal is another one"),
    (46, Reason::PrinterError, "no change is allowed"),
    (47, Reason::PrinterError, "the device is not in fiscal service"),
    (51, Reason::PrinterError, "the fiscal memory is full"),
    (54, Reason::PrinterError, "a closure is needed"),
    (56, Reason::PrinterError, "there is no display"),
    (57, Reason::PrinterError, "the date is not set"),
    (61, Reason::PrinterError, "24 hours have passed: a closure is needed"),
    (62, Reason::PrinterError, "a receipt was opened by another client"),
    (63, Reason::PrinterError, "the payment terminal failed"),
    (64, Reason::CoverOpen, "the cover is open"),
    (66, Reason::PrinterError, "the print head is too hot"),
    (67, Reason::PrinterError, "the cutter"),
    (70, Reason::PrinterError, "24 hours have passed: a closure is needed"),
    (71, Reason::PrinterError, "a second closure is not allowed"),
    (74, Reason::PrinterError, "it did not come whole"),
    (75, Reason::PrinterBusy, "busy with a return or a void"),
    (76, Reason::PrinterBusy, "busy with the document's copy"),
    (82, Reason::PrinterError, "the activation"),
    (84, Reason::PrinterError, "the certificate has expired"),
    (98, Reason::PrinterBusy, "busy at its keyboard"),
    (115, Reason::PrinterError, "the XML"),
    (122, Reason::PrinterError, "a value is not allowed"),
    (134, Reason::PrinterError, "a document must be closed first"),
    (136, Reason::PrinterError, "not so much cash in the drawer"),
    (137, Reason::PrinterError, "this payment is not allowed"),
    (139, Reason::PrinterError, "a description is missing"),
    (141, Reason::PrinterError, "the payment is too large"),
    (144, Reason::PrinterError, "the payment is not in the device's table"),
    (148, Reason::PrinterError, "the department is not there"),
    (150, Reason::PrinterError, "the article is not there"),
    (152, Reason::PrinterError, "the operator is missing"),
    (189, Reason::PrinterError, "the customer is mandatory"),
    (213, Reason::PrinterBusy, "busy with a transmission"),
    (214, Reason::PrinterError, "inactive too long"),
    (217, Reason::PrinterBusy, "busy with an export"),
    (219, Reason::PrinterError, "the device is set to another protocol"),
    (220, Reason::PrinterError, "the device is in another mode"),
    (222, Reason::PrinterError, "the device is in another state"),
];

/// The fault of a number.
#[must_use]
pub fn fault(number: u32) -> Fault {
    let known = ERRORS.iter().find(|(known, ..)| *known == number).copied();
    let (_, reason, text) = known.unwrap_or((number, Reason::PrinterError, "a number that is not known"));
    Fault::new(reason, format!("the device refuses: {text}")).vendor(number.to_string())
}

/// A text without the word that the device refuses: TOTAL, and its endings, become `TOT.` (G10).
#[must_use]
pub fn welcome(text: &str) -> String {
    let mut rest = text;
    let mut whole = String::with_capacity(text.len());
    while let Some(at) = rest.to_ascii_uppercase().find("TOTAL") {
        whole.push_str(&rest[..at + 3]);
        whole.push('.');
        rest = rest[at + 5..].trim_start_matches(['E', 'I', 'e', 'i']);
    }
    whole + rest
}

/// Which document is open, by the three flags of `fpStatus` or 1016.
#[must_use]
pub fn open_document(flags: &str) -> Option<OpenDocument> {
    match flags {
        "000" => Some(OpenDocument::None),
        "010" => Some(OpenDocument::Management),
        "100" | "001" => Some(OpenDocument::Fiscal),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_once_and_unknown_ones_too() {
        for (place, (number, reason, text)) in ERRORS.iter().enumerate() {
            assert!(place == 0 || ERRORS[place - 1].0 < *number, "{number} stands out of order");
            let fault = fault(*number);
            assert_eq!((fault.reason, fault.vendor_code), (*reason, Some(number.to_string())));
            assert!(fault.detail.ends_with(text));
        }
        assert_eq!(fault(2).reason, Reason::PrinterError);
    }

    #[test]
    fn the_word_total_is_broken_wherever_it_stands() {
        for (text, told) in [
            ("", ""),
            ("Acqua", "Acqua"),
            ("TOTALE", "TOT."),
            ("Totali e totale", "Tot. e tot."),
            ("SUBTOTAL 1", "SUBTOT. 1"),
            ("TOTALTOTAL", "TOT.TOT."),
        ] {
            assert_eq!(welcome(text), told);
        }
    }

    #[test]
    fn three_flags_tell_what_is_open() {
        for (flags, open) in [
            ("000", Some(OpenDocument::None)),
            ("010", Some(OpenDocument::Management)),
            ("100", Some(OpenDocument::Fiscal)),
            ("001", Some(OpenDocument::Fiscal)),
            ("110", None),
            ("", None),
        ] {
            assert_eq!(open_document(flags), open, "{flags}");
        }
    }
}
