//! Every sentence in Estonian.

use super::{
    Say,
    word::{after, card_status, date, printable, quantity, state},
};
use fiscus_sdk::{Amount, Language, Reason};

const LANGUAGE: Language = Language::Et;

/// The sentence for a fault.
pub fn fault(reason: Reason, printer: Option<&str>, code: Option<&str>) -> String {
    let name = after(" ", printer);
    match reason {
        Reason::PrinterOffline => format!(
            "Printer{name} ei vasta. Kontrollige, kas see on sisse lülitatud ja ühendatud, ja vajutage uuesti sama klahvi."
        ),
        Reason::PaperEnd => format!("Printeri{name} paber on otsas. Pange uus rull ja vajutage uuesti sama klahvi."),
        Reason::CoverOpen => format!("Printeri{name} kaas on lahti. Sulgege kaas ja vajutage uuesti sama klahvi."),
        Reason::PrinterBusy => format!("Printer{name} on hõivatud. Oodake hetk ja vajutage uuesti sama klahvi."),
        Reason::PrinterError => format!(
            "Printer{name} ei võtnud dokumenti vastu{}. Midagi ei trükitud. Kui see kordub, kutsuge tehnik.",
            after(", kood ", code)
        ),
        Reason::PrinterInDoubt => format!(
            "Printeri{name} eelmine dokument on lahendamata. Vaadake selle viimast kviitungit ja lahendage kõigepealt see toiming."
        ),
        Reason::PluginFailed => {
            "Kaardiprogramm ebaõnnestus. Midagi ei kirjendatud ega trükitud. Pöörduge kasutajatoe poole.".to_owned()
        }
        Reason::PluginOvertime => {
            "Kaardiprogrammil läks liiga kaua aega. Midagi ei kirjendatud ega trükitud. Proovige uuesti.".to_owned()
        }
        Reason::LedgerUnavailable => {
            "Kaardikontod ei ole kättesaadavad. Midagi ei kirjendatud ega trükitud. Proovige uuesti.".to_owned()
        }
        Reason::DiskFull => {
            "Kassa ketas on täis. Midagi ei kirjendatud ega trükitud. Vabastage ruumi ja proovige uuesti.".to_owned()
        }
        _ => "Fiscuses tekkis sisemine viga. Rohkem midagi ei tehtud. Pöörduge kasutajatoe poole.".to_owned(),
    }
}

/// The sentence for what the core says.
pub fn sentence(say: &Say) -> String {
    let money = |amount: &Amount| LANGUAGE.amount(*amount);
    match say {
        Say::CardUnknown { card } => {
            format!("Kaarti {card} ei leitud. Kontrollige numbrit või laadige kaarti kõigepealt.")
        }
        Say::CardNotActive { card, status } => format!(
            "Kaarti {card} ei saa kasutada{}. Kasutage teist kaarti või muud makseviisi.",
            after(": see on ", card_status(LANGUAGE, status))
        ),
        Say::ClosedTakesNothing { card } => {
            format!("Kaart {card} on suletud ega võta midagi tagasi. Makske tagasi sularahas või teisele kaardile.")
        }
        Say::ClosedNotVoided { card } => format!(
            "Kaart {card} on suletud: sellelt võetut ei saa sinna tagasi kanda, seega ei saa kviitungit tühistada. Võtke kaup tagasi tagastusega, makstes sularahas või teisele kaardile."
        ),
        Say::ClosedNote { card } => format!(
            "Kaart {card} on suletud: kõik peale raha läks sellele tagasi ja keegi ei saa seda kulutada. Küsige, kes võib selle mujale anda."
        ),
        Say::CardNotYetValid { card, from } => format!(
            "Kaart {card} ei kehti veel{}. Kasutage teist kaarti või muud makseviisi.",
            after(", kehtivuse algus on ", date(LANGUAGE, from))
        ),
        Say::CardNotInStock { card } => {
            format!("Kaarti {card} ei ole enam laos: teine kassa müüs selle. Võta teine kaart.")
        }
        Say::CardOutsideWindow { card } => {
            format!("Kaart {card} sel päeval või kellaajal ei kehti. Kasutage teist kaarti või muud makseviisi.")
        }
        Say::CardExpired { card, until } => format!(
            "Kaart {card} on aegunud{}. Kasutage muud makseviisi.",
            after(", kehtis kuni ", date(LANGUAGE, until))
        ),
        Say::CardWrongType { card } => {
            format!("Kaart {card} ei ole selleks toiminguks sobivat tüüpi. Kasutage teist kaarti.")
        }
        Say::CardDoesNotPay { card } => format!("Kaardiga {card} ei saa maksta. Kasutage muud makseviisi."),
        Say::CardExists { card } => format!("Kaart {card} on juba olemas. Kasutage teist numbrit."),
        Say::CardLeftOut { card } => {
            format!("Kaart {card} siin midagi ei kogu: ühel kviitungil kogub ainult üks seda tüüpi kaart.")
        }
        Say::CardsNotMade { card_type } => {
            format!("Kaarte tüübiga {card_type} lattu ei looda: väljasta need ükshaaval.")
        }
        Say::CardNumberMissing { card_type } => {
            format!("Kaarditüübil {card_type} ei ole numbrivahemikku. Sisestage number.")
        }
        Say::CardNumberDoesNotFit { card, card_type } => {
            format!("Number {card} ei sobi kaarditüübile {card_type}. Kontrollige numbrit.")
        }
        Say::CardTypeUnknown { card_type, known } => format!("Kaarditüüpi {card_type} ei ole. Olemas on: {known}."),
        Say::LuhnFailed { card } => {
            format!("Numbri {card} kontrollnumber on vale. Sisestage või lugege number uuesti.")
        }
        Say::NumbersUsedUp { card_type } => {
            format!("Kaarditüübil {card_type} pole vabu numbreid. Küsi paigaldajalt pikemat vahemikku.")
        }
        Say::PiecesInvalid { line, most } => format!("Real {line} müüakse kaarte: vali täisarv 1 kuni {most}."),
        Say::StockUsedUp { product, left } => {
            format!("Kaupa {product} on laos ainult {left}. Müü vähem või võta kaarte juurde.")
        }
        Say::PartnerUnknown { partner } => {
            format!("Sellist partnerit pole: {partner}. Salvesta ta kõigepealt või vali teine.")
        }
        Say::MoveForbidden { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" ja veel {more}")));
            format!("Nende kaartidega ei saa seda teha ja ühtki ei muudetud: {cards}{more}. Võta need valikust välja.")
        }
        Say::CardsUnderWay { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" ja veel {more}")));
            format!("Nende kaartidega on midagi pooleli ja midagi ei tehtud: {cards}{more}. Lõpetage see enne.")
        }
        Say::ConfirmDelete { count } => format!("Kinnita kaartide kustutamine: {count}. Neid ei saa taastada."),
        Say::ConfirmClose { count } => {
            format!("Kinnita sulgemine: {count} kaardil on jääk või võlg, mida pärast ei saa kulutada ega tasuda.")
        }
        Say::ConfirmZero { cards, total, unit } => {
            let sum = money(total);
            format!("Kinnita kaartide nullimine: {cards}, kokku {sum} {unit}.")
        }
        Say::ZeroTaken => "Kaardil muutus nullimise ajal midagi. Proovige uuesti.".to_owned(),
        Say::OnlyNotes { card } => format!("Kaart {card} on antud partnerile: muuta saab ainult märkmeid."),
        Say::WordUnknown { word, known } => format!("{word} ei ole loendis. Valige: {known}."),
        Say::ConfirmErase { customer } => {
            format!("Kinnita kliendi {customer} isikuandmete kustutamine. Neid ei saa taastada.")
        }
        Say::EraseOwes { position } => {
            let sum = money(position);
            format!("Klient on veel võlgu (seis {sum}). Tasuge see enne.")
        }
        Say::EraseOpen { operation } => {
            format!("Selle kliendi toiming {operation} ei ole veel lõppenud. Lõpetage see enne.")
        }
        Say::NoCardFits => "Ükski kaart ei sobi. Kontrolli partiid või filtrit.".to_owned(),
        Say::LoginNeeded => "Siin on vaja parooli: logige kõigepealt sisse (session.login).".to_owned(),
        Say::LoginWrong => "Operaator või parool on vale. Kontrollige mõlemat ja proovige uuesti.".to_owned(),
        Say::LoginThrottled { minutes } => {
            format!("Liiga palju valesid paroole. Oodake {minutes} min ja proovige uuesti.")
        }
        Say::RoleLacks { method, role } => format!("{method} nõuab rolli {role}: logigu sisse keegi, kellel see on."),
        Say::OperatorOther { operator } => {
            format!("Siin töötab {operator}: ärge nimetage teist operaatorit; ülevõtja logib kõigepealt sisse.")
        }
        Say::OperatorUnknown { operator } => {
            format!("Operaatorit nimega {operator} ei ole. Nimetage mõni seadistusest või jätke nimetamata.")
        }
        Say::ExportForbidden { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" ja veel {more}")));
            format!(
                "Eksportida ega printida ei saa muid kui loodud olekus kaarte. Need ei ole ja midagi ei kirjutatud: {cards}{more}. Võta need valikust välja."
            )
        }
        Say::FileEnding { endings } => {
            format!("Selle faili nimi peab lõppema ühega neist: {endings}. Vali teine nimi.")
        }
        Say::FileOutside { folder } => format!(
            "Tee, mis ei alga märgiga /, on kausta {folder} sees ega tohi sealt välja viia. Kirjuta kogu tee või vali nimi seal."
        ),
        Say::FileElsewhere { folders } => format!(
            "Faile saab kirjutada ainult nende kaustade sisse: {folders}. Vali üks neist või lase paigaldajal kaust lisada paths.exports alla."
        ),
        Say::FileFolderMissing { folder } => format!("Kausta {folder} ei ole. Loo see või vali teine."),
        Say::FileFolderClosed { folder } => {
            format!("Kausta {folder} ei saa kirjutada. Anna teenuse kasutajale õigus või vali teine kaust.")
        }
        Say::FileTaken { file } => {
            format!("{file} on juba olemas ega ole fail, mille tohib asendada. Vali teine nimi.")
        }
        Say::PinWrong => "PIN on vale. Sisesta see uuesti.".to_owned(),
        Say::PinThrottled { minutes } => format!("Liiga palju valesid PIN-e. Oota {minutes} min ja sisesta uuesti."),
        Say::CardHasNoPin { card } => format!("Kaardil {card} pole PIN-i."),
        Say::NotLoadable { card } => format!("Kaarti {card} ei saa laadida."),
        Say::DepartmentUnknown { department } => {
            format!("Osakonda {department} ei ole. Paluge paigaldajal see seadistusse lisada.")
        }
        Say::LinesMissing => "Kviitung on tühi. Sisestage vähemalt üks rida.".to_owned(),
        Say::LinesTooMany { most } => format!("Kviitungil on üle {most} rea. Tehke sellest kaks kviitungit."),
        Say::LineUnknown { line } => format!("Rida {line} ei ole."),
        Say::LineTwice { line } => format!("Rida {line} on kaks korda."),
        Say::QuantityInvalid { line } => format!("Rea {line} kogus peab olema suurem kui null."),
        Say::PriceInvalid { line } => {
            format!("Rea {line} hind ei tohi olla negatiivne ega sisaldada rohkem komakohti kui valuuta.")
        }
        Say::AmountTooLarge => "Summa on liiga suur. Kontrollige summat.".to_owned(),
        Say::AmountInvalid { amount } => format!(
            "Summa {} siia ei sobi. See peab olema suurem kui null ja komakohti ei tohi olla rohkem kui valuutal.",
            money(amount)
        ),
        Say::AdjustmentTooLarge { description } => {
            format!("„{description}” võtab maha rohkem, kui on. Vähendage seda.")
        }
        Say::AdjustmentUnclear => {
            "Allahindlusele või juurdehindlusele sisestage summa või nullist suurem protsent.".to_owned()
        }
        Say::PaymentCardMissing => "Kaardiga maksmiseks on vaja kaardi numbrit.".to_owned(),
        Say::PaymentCauseMissing => "Tasumata summale märkige põhjus: kaup, teenus, arve või tervishoid.".to_owned(),
        Say::PaymentTooMuch { amount, due } => {
            format!("{} on rohkem, kui on tasuda ({}). Ainult sularaha võib seda ületada.", money(amount), money(due))
        }
        Say::PaymentsIncomplete { missing } => format!("Tasuda on veel {}.", money(missing)),
        Say::LoadPaidByCard => "Laadimise eest ei saa maksta kaupluse kaardiga. Kasutage muud makseviisi.".to_owned(),
        Say::CreditNeedsCustomer => {
            "Krediiti antakse ainult registreeritud klientidele. Valige klient või kasutage muud makseviisi.".to_owned()
        }
        Say::CreditNotAllowed { customer } => {
            format!("Kliendile {customer} ei müüda krediiti. Kasutage muud makseviisi.")
        }
        Say::CreditLimit { headroom } => format!(
            "Kliendi krediidilimiit on ületatud: krediiti saab veel osta {} eest. Võtke ülejäänu muul viisil.",
            money(headroom)
        ),
        Say::DiscountUnknown { discount, known } => {
            format!("Soodustust {discount} ei ole. Olemas on: {known}.")
        }
        Say::CustomerUnknown { customer } => format!("Klienti {customer} ei leitud. Lisage klient kõigepealt."),
        Say::CustomerNameMissing => "Sisestage kliendi ees- ja perekonnanimi või ettevõtte nimi.".to_owned(),
        Say::OriginalNotFound { original } => {
            format!("{original} ei ole siin väljastatud kviitung. Kontrollige numbrit.")
        }
        Say::OriginalForeignLines => {
            "Kviitung ei ole siin väljastatud: märkige, mis tagastatakse, koos osakonna ja hinnaga.".to_owned()
        }
        Say::OriginalNotReturnable { original } => format!("{original} ei ole sel viisil tagastatav ega tühistatav."),
        Say::ReturnTooDear { original, department } => format!(
            "Dokument on väljastatud siin ({original}) ja osakonnast {department} pole nii palju alles. Tagasta selle read."
        ),
        Say::AlreadyReturned { original } => format!("{original}: kõik on juba tagastatud."),
        Say::AlreadyVoided { original } => format!("{original} on juba tühistatud."),
        Say::ReturnTooMuch { line, left } => {
            format!("Realt {line} saab veel tagastada ainult {}.", quantity(LANGUAGE, left))
        }
        Say::ReturnMoreThanPaid { left } => {
            format!("Sellelt kviitungilt saab veel tagastada kaupa kõige rohkem {} eest.", money(left))
        }
        Say::ReturnOfNothing { original } => {
            format!("{original} suleti nulliga: tagasi maksta ei ole midagi. Selle saab tühistada.")
        }
        Say::PrinterNotConfigured { document } => format!(
            "Selleks ei ole printerit määratud ({}). Paluge paigaldajal seadistust täiendada.",
            printable(LANGUAGE, document).unwrap_or(document)
        ),
        Say::PrinterUnknown { printer, known } => format!("Printerit {printer} ei ole. Olemas on: {known}."),
        Say::PrintersDiffer { printers } => {
            format!("Read kuuluvad eri printeritele ({printers}). Tehke igaühele oma kviitung.")
        }
        Say::CannotPrint { printer, what } => {
            format!("Printer {printer} ei saa seda trükkida: {}.", printable(LANGUAGE, what).unwrap_or(what))
        }
        Say::OperationConflict { operation } => {
            format!("Toimingut {operation} on juba kasutatud muuks. Kassa peab võtma uue tunnuse.")
        }
        Say::OperationUnknown { operation } => format!("Toimingut {operation} ei ole."),
        Say::NotInDoubt { operation, state: word } => format!(
            "Toiming {operation} ei ole kahtluse all{}. Lahendada ei ole midagi.",
            after(", vaid ", state(LANGUAGE, word))
        ),
        Say::PrintedNumberOld { document } => {
            format!("Dokument {document} on sellest varasem. Vaadake paberit uuesti: number on suurem.")
        }
        Say::MayBeOnPaper { document } => format!(
            "Printer on vahepeal trükkinud dokumendi {document} ega ütle enam selle summat. Vaadake seda: kui see on seesama, lahendage trükituna selle numbriga; kui ei, lahendage mittetrükituna ja alustage uue toiminguga."
        ),
        Say::SettleUnclear => "Märkige, millised toimingud tasutakse, või kui suur summa.".to_owned(),
        Say::SettleNoDebt { operation } => {
            format!(
                "Toimingust {operation} ei jäänud sellele kliendile tasumata võlga. Kontrollige numbrit või märkige summa."
            )
        }
        Say::SettleTooMuch { owed } => format!("Klient võlgneb ainult {}.", money(owed)),
        Say::NothingToReprint { operation } => format!("Toimingul {operation} ei ole midagi, mida uuesti trükkida."),
        Say::PositionNote { position } => format!("Kliendi seis: {}", money(position)),
        Say::HeadroomNote { headroom } => format!("Krediiti saab veel osta: {}", money(headroom)),
        Say::CreditDocumentNote { document } => format!("Eelistatud krediididokument: {document}"),
        Say::DeviceTotalDiffers { planned, device } => format!(
            "Printeri kogusumma on {}, aga peaks olema {}. Hoidke kviitung alles ja teatage tehnikule.",
            money(device),
            money(planned)
        ),
        Say::OnlyAccepted { printer } => {
            format!("Printer {printer} ei ütle, mida ta printis. Vaadake, kas dokument on terve.")
        }
        Say::NumberNotTold { printer } => {
            format!("Printer {printer} ei teata oma kviitungite numbreid. Sisestage paberil olev Z, number ja kuupäev.")
        }
        Say::SlipOwed { printer } => format!(
            "Sedel ei pruugi olla prinditud: vaata printerit {printer}. See prinditakse koopiana märgituna, niipea kui printer saab."
        ),
        Say::PossibleCopy => "VÕIMALIK KOOPIA".to_owned(),
        Say::Copy => "KOOPIA".to_owned(),
        Say::TestSlip => "Fiscus: trükiproov".to_owned(),
    }
}
