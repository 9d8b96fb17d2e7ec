//! What a printer cannot print, in the shop's language: the words that drivers give to [`super::No::Missing`].
//!
//! A word that is not here is shown as it is.

use crate::Language;

/// The words of drivers in Italian, in English (as drivers have them), Spanish, Portuguese and Estonian.
const WORDS: &[[&str; 5]] = &[
    ["codice Codabar", "Codabar", "código Codabar", "código Codabar", "Codabar-koodi"],
    ["codice QR", "QR code", "código QR", "código QR", "QR-koodi"],
    ["codice UPC-A", "UPC-A", "código UPC-A", "código UPC-A", "UPC-A-koodi"],
    [
        "reso di un documento di un altro registratore",
        "a return of another device's document",
        "devolución de un documento de otro registrador",
        "devolução de um documento de outro equipamento",
        "teise seadme dokumendi tagastust",
    ],
    [
        "codice a barre di questo tipo",
        "bar code of this kind",
        "código de barras de este tipo",
        "código de barras deste tipo",
        "seda liiki vöötkoodi",
    ],
    ["codice a barre", "bar code", "código de barras", "código de barras", "vöötkoodi"],
    [
        "versamenti e prelievi di cassa",
        "cash in and out",
        "entradas y salidas de caja",
        "entradas e saídas de caixa",
        "sularaha sisse- ja väljamakseid",
    ],
    ["contanti", "cash", "efectivo", "dinheiro", "sularaha"],
    ["codice di un cliente", "code of a customer", "código de un cliente", "código de um cliente", "kliendi koodi"],
    ["display", "display", "pantalla", "visor", "ekraani"],
    ["documento fiscale", "fiscal document", "documento fiscal", "documento fiscal", "fiskaaldokumenti"],
    ["rapporto", "report", "informe", "relatório", "aruannet"],
    [
        "reso di un documento senza numero",
        "return of a document without a number",
        "devolución de un documento sin número",
        "devolução de um documento sem número",
        "numbrita dokumendi tagastust",
    ],
    ["buono monouso", "single-use voucher", "vale de un solo uso", "vale de uso único", "ühekordset vautšerit"],
    ["scontrino non fiscale", "slip", "comprobante", "comprovante", "sedelit"],
    ["il cassetto", "the drawer", "el cajón", "a gaveta", "sahtlit"],
    ["annullo", "void", "anulación", "anulação", "tühistust"],
    [
        "buono su un reparto diverso dall'articolo che lo precede",
        "voucher on another department than the item before it",
        "vale en otro departamento que el artículo anterior",
        "vale noutro departamento que não o do artigo anterior",
        "vautšerit teises osakonnas kui eelmine kaup",
    ],
    ["buono", "voucher", "vale", "vale", "vautšerit"],
];

/// A driver's word in a language.
pub(super) fn told(what: &'static str, language: Language) -> &'static str {
    WORDS.iter().find(|words| words[1] == what).map_or(what, |words| language.pick(*words))
}
