//! One of each sentence, in every language.

use super::*;
use crate::journal::State;
use std::collections::BTreeSet;

/// A value for a sentence, and how each language shows it.
struct Given<T> {
    value: T,
    shown: [String; 5],
}

fn text(value: &str) -> Given<String> {
    shown_as(value, [value; 5])
}

fn shown_as(value: &str, shown: [&str; 5]) -> Given<String> {
    Given { value: value.to_owned(), shown: shown.map(str::to_owned) }
}

fn number<T: std::fmt::Display>(value: T) -> Given<T> {
    let shown = [(); 5].map(|()| value.to_string());
    Given { value, shown }
}

fn money(cents: i64) -> Given<Amount> {
    let value = Amount::from_minor(cents, 2);
    Given { value, shown: Language::ALL.map(|language| language.amount(value)) }
}

struct Sample {
    say: Say,
    shown: Vec<[String; 5]>,
}

macro_rules! one_of_each {
    ($($name:ident $({ $($field:ident: $given:expr),* })?,)*) => {
        fn one_of_each() -> Vec<Sample> {
            // A sentence that is missing below does not compile here.
            let listed = |say: &Say| match say { $(Say::$name { .. } => (),)* };
            let samples = vec![$({
                #[allow(unused_mut)]
                let mut shown = Vec::new();
                let say = Say::$name $({ $($field: { let given = $given; shown.push(given.shown); given.value }),* })?;
                Sample { say, shown }
            },)*];
            samples.iter().for_each(|sample| listed(&sample.say));
            samples
        }
    };
}

one_of_each! {
    CardUnknown { card: text("K17") },
    CardNotActive { card: text("K17"), status: shown_as("blocked", ["bloccata", "blocked", "bloqueada", "bloqueado", "blokeeritud"]) },
    CardNotYetValid { card: text("K17"), from: shown_as("2026-03-09", ["09/03/2026", "2026-03-09", "09/03/2026", "09/03/2026", "09.03.2026"]) },
    CardOutsideWindow { card: text("K17") },
    ClosedTakesNothing { card: text("K17") },
    ClosedNotVoided { card: text("K17") },
    ClosedNote { card: text("K17") },
    CardNotInStock { card: text("K17") },
    CardExpired { card: text("K17"), until: shown_as("2026-03-09", ["09/03/2026", "2026-03-09", "09/03/2026", "09/03/2026", "09.03.2026"]) },
    CardWrongType { card: text("K17") },
    CardDoesNotPay { card: text("K17") },
    CardExists { card: text("K17") },
    CardLeftOut { card: text("K17") },
    CardsNotMade { card_type: text("gold") },
    CardNumberMissing { card_type: text("gold") },
    CardNumberDoesNotFit { card: text("K17"), card_type: text("gold") },
    CardTypeUnknown { card_type: text("gold"), known: text("silver, bronze") },
    LuhnFailed { card: text("K17") },
    NumbersUsedUp { card_type: text("gold") },
    PiecesInvalid { line: text("L3"), most: number(57_u32) },
    StockUsedUp { product: text("Hour"), left: number(3_u32) },
    PartnerUnknown { partner: text("p-8") },
    MoveForbidden { cards: text("K17, K18"), more: number(41_usize) },
    CardsUnderWay { cards: text("K19 (O7)"), more: number(43_usize) },
    ConfirmDelete { count: number(23_usize) },
    ConfirmClose { count: number(23_usize) },
    ConfirmZero { cards: number(23_usize), total: money(950), unit: text("PT") },
    ZeroTaken,
    OnlyNotes { card: text("K17") },
    WordUnknown { word: text("regolar"), known: text("regular") },
    ConfirmErase { customer: text("C9") },
    EraseOwes { position: money(-950) },
    EraseOpen { operation: text("O5") },
    NoCardFits,
    LoginNeeded,
    LoginWrong,
    LoginThrottled { minutes: number(16_u64) },
    RoleLacks { method: text("cards.move"), role: text("manager") },
    OperatorOther { operator: text("anna") },
    OperatorUnknown { operator: text("anna") },
    ExportForbidden { cards: text("K17, K18"), more: number(41_usize) },
    FileEnding { endings: text("csv, txt") },
    FileOutside { folder: text("/var/lib/fiscus") },
    FileElsewhere { folders: text("/srv/fiscus, /var/lib/fiscus") },
    FileFolderMissing { folder: text("/media/stick") },
    FileFolderClosed { folder: text("/media/stick") },
    FileTaken { file: text("/etc/fiscus.txt") },
    PinWrong,
    PinThrottled { minutes: number(16_u64) },
    CardHasNoPin { card: text("K17") },
    NotLoadable { card: text("K17") },
    DepartmentUnknown { department: text("bar") },
    LinesMissing,
    LinesTooMany { most: number(2000_usize) },
    LineUnknown { line: text("L3") },
    LineTwice { line: text("L3") },
    QuantityInvalid { line: text("L3") },
    PriceInvalid { line: text("L3") },
    AmountTooLarge,
    AmountInvalid { amount: money(-950) },
    AdjustmentTooLarge { description: text("Happy hour") },
    AdjustmentUnclear,
    PaymentCardMissing,
    PaymentCauseMissing,
    PaymentTooMuch { amount: money(1250), due: money(950) },
    PaymentsIncomplete { missing: money(950) },
    LoadPaidByCard,
    CreditNeedsCustomer,
    CreditNotAllowed { customer: text("Rossi") },
    CreditLimit { headroom: money(950) },
    DiscountUnknown { discount: text("VIP"), known: text("ten") },
    CustomerUnknown { customer: text("C9") },
    CustomerNameMissing,
    OriginalNotFound { original: text("R81") },
    OriginalForeignLines,
    OriginalNotReturnable { original: text("R81") },
    AlreadyReturned { original: text("R81") },
    ReturnTooDear { original: text("R81"), department: text("bar") },
    AlreadyVoided { original: text("R81") },
    ReturnTooMuch { line: text("L3"), left: shown_as("1.5", ["1,5", "1.5", "1,5", "1,5", "1,5"]) },
    ReturnMoreThanPaid { left: money(950) },
    ReturnOfNothing { original: text("R81") },
    PrinterNotConfigured { document: shown_as("slip", ["talloncino non fiscale", "non-fiscal slip", "talón no fiscal", "talão não fiscal", "mittefiskaalne talong"]) },
    PrinterUnknown { printer: text("front"), known: text("rear, kitchen") },
    PrintersDiffer { printers: text("rear, kitchen") },
    CannotPrint { printer: text("front"), what: shown_as("meal_ticket", ["buono pasto", "meal ticket", "vale de comida", "vale-refeição", "toidutalong"]) },
    OperationConflict { operation: text("O5") },
    OperationUnknown { operation: text("O5") },
    NotInDoubt { operation: text("O5"), state: shown_as("committed", ["conclusa", "completed", "concluida", "concluída", "lõpetatud"]) },
    PrintedNumberOld { document: text("0012-0008") },
    MayBeOnPaper { document: text("0012-0009") },
    SettleUnclear,
    SettleTooMuch { owed: money(950) },
    SettleNoDebt { operation: text("O6") },
    NothingToReprint { operation: text("O5") },
    PositionNote { position: money(-950) },
    HeadroomNote { headroom: money(950) },
    CreditDocumentNote { document: text("fattura") },
    DeviceTotalDiffers { planned: money(950), device: money(1250) },
    OnlyAccepted { printer: text("front") },
    NumberNotTold { printer: text("front") },
    PossibleCopy,
    SlipOwed { printer: text("front") },
    Copy,
    TestSlip,
}

/// Notes and marks are no sentences: they end without a stop.
fn is_sentence(say: &Say) -> bool {
    !matches!(
        say,
        Say::PositionNote { .. }
            | Say::HeadroomNote { .. }
            | Say::CreditDocumentNote { .. }
            | Say::PossibleCopy
            | Say::Copy
            | Say::TestSlip
    )
}

fn well_formed(text: &str) {
    assert!(!text.trim().is_empty() && text.trim() == text, "{text:?}");
    for slip_of_the_pen in ["  ", " .", " ,", "..", "()", "?", "{", "}"] {
        assert!(!text.contains(slip_of_the_pen), "{slip_of_the_pen:?} in {text:?}");
    }
}

fn distinct<'a>(texts: impl IntoIterator<Item = &'a String>) -> usize {
    texts.into_iter().collect::<BTreeSet<_>>().len()
}

#[test]
fn every_sentence_shows_what_it_is_given() {
    for Sample { say, shown } in one_of_each() {
        for (place, language) in Language::ALL.into_iter().enumerate() {
            let said = say.text(language);
            for values in &shown {
                assert!(said.contains(&values[place]), "{said:?} lacks {:?}", values[place]);
            }
        }
    }
}

#[test]
fn every_sentence_is_well_formed_and_ends_with_a_stop() {
    for Sample { say, .. } in one_of_each() {
        for language in Language::ALL {
            let said = say.text(language);
            well_formed(&said);
            assert_eq!(said.ends_with('.'), is_sentence(&say), "{said:?}");
        }
    }
}

#[test]
fn every_language_has_its_own_sentence() {
    for Sample { say, .. } in one_of_each() {
        let texts = Language::ALL.map(|language| say.text(language));
        // A copy is "COPIA" in Italian and in Spanish.
        let expected = if say == Say::Copy { 4 } else { 5 };
        assert_eq!(distinct(&texts), expected, "{texts:#?}");
    }
}

#[test]
fn no_two_sentences_are_the_same() {
    for language in Language::ALL {
        let said: Vec<String> = one_of_each().iter().map(|sample| sample.say.text(language)).collect();
        assert_eq!(distinct(&said), said.len(), "{said:#?}");
    }
}

/// The faults that speak of a printer.
const OF_A_PRINTER: [Reason; 6] = [
    Reason::PrinterOffline,
    Reason::PaperEnd,
    Reason::CoverOpen,
    Reason::PrinterBusy,
    Reason::PrinterError,
    Reason::PrinterInDoubt,
];

fn fault_reasons() -> impl Iterator<Item = Reason> {
    Reason::ALL.iter().copied().filter(|reason| reason.family() == fiscus_sdk::reason::Family::Fault)
}

#[test]
fn every_fault_has_its_own_sentence_in_every_language() {
    for language in Language::ALL {
        let said: Vec<String> = fault_reasons().map(|r| fault(language, &Fault::new(r, ""), Some("front"))).collect();
        assert_eq!(distinct(&said), said.len(), "{said:#?}");
    }
    for reason in fault_reasons() {
        let texts = Language::ALL.map(|language| fault(language, &Fault::new(reason, ""), Some("front")));
        assert_eq!(distinct(&texts), 5, "{texts:#?}");
    }
}

#[test]
fn fault_of_a_printer_names_the_printer_if_there_is_a_name() {
    for (reason, language) in fault_reasons().flat_map(|reason| Language::ALL.map(|language| (reason, language))) {
        let named = fault(language, &Fault::new(reason, ""), Some("front"));
        let unnamed = fault(language, &Fault::new(reason, ""), None);
        for said in [&named, &unnamed] {
            well_formed(said);
            assert!(said.ends_with('.'), "{said:?}");
        }
        assert_eq!(named.contains(" front "), OF_A_PRINTER.contains(&reason), "{named:?}");
        assert!(!unnamed.contains("front"), "{unnamed:?}");
    }
}

#[test]
fn code_of_the_maker_is_shown_if_there_is_one() {
    for language in Language::ALL {
        let said = fault(language, &Fault::new(Reason::PrinterError, "").vendor("E-16"), Some("front"));
        well_formed(&said);
        assert!(said.contains(" E-16."), "{said:?}");
    }
}

#[test]
fn word_that_is_not_known_leaves_no_hole() {
    let unclear = [
        Say::CardNotActive { card: "K17".into(), status: "?".into() },
        Say::CardNotYetValid { card: "K17".into(), from: "?".into() },
        Say::CardExpired { card: "K17".into(), until: "?".into() },
        Say::NotInDoubt { operation: "O5".into(), state: "?".into() },
    ];
    for (say, language) in unclear.iter().flat_map(|say| Language::ALL.map(|language| (say, language))) {
        well_formed(&say.text(language));
    }
}

#[test]
fn what_is_no_document_and_no_tender_is_shown_as_it_is() {
    let say = Say::CannotPrint { printer: "front".into(), what: "lottery code".into() };
    for language in Language::ALL {
        assert!(say.text(language).contains(": lottery code."));
    }
}

#[test]
fn every_word_of_the_answers_is_translated() {
    let statuses = ["created", "active", "returned", "blocked", "expired", "closed", "deleted"];
    let documents = ["receipt", "return", "void", "slip", "x_report", "z_report", "cash_in", "cash_out"];
    let tenders = [
        "cash",
        "cheque",
        "electronic",
        "meal_ticket",
        "multi_use_voucher",
        "payment_discount",
        "uncollected_goods",
        "uncollected_services",
        "uncollected_invoice",
        "uncollected_health",
    ];
    for language in Language::ALL {
        let told: Vec<Vec<Option<&str>>> = vec![
            statuses.iter().map(|status| word::card_status(language, status)).collect(),
            State::ALL.iter().map(|state| word::state(language, state.word())).collect(),
            documents.iter().chain(&tenders).map(|what| word::printable(language, what)).collect(),
        ];
        for words in told {
            assert!(words.iter().all(|word| word.is_some_and(|word| !word.is_empty())), "{words:?}");
            assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len(), "two are the same: {words:?}");
        }
    }
}
