//! What people read, in the five languages of the SDK: that a tier is reached.

use fiscus_sdk::{Amount, Language};

/// What the customer's receipt says of a tier that it reaches.
pub fn from_the_next(language: Language, percent: Amount) -> String {
    let texts = [
        "Dal prossimo acquisto sconto del {percent}%.",
        "From your next purchase: {percent}% off.",
        "Desde su próxima compra: {percent}% de descuento.",
        "A partir da próxima compra: {percent}% de desconto.",
        "Alates järgmisest ostust: {percent}% soodustust.",
    ];
    language.say(texts, &[("percent", shown(language, percent))])
}

/// What the cashier is told of it.
pub fn tier_reached(language: Language, percent: Amount) -> String {
    let texts = [
        "Nuovo livello raggiunto: dal prossimo scontrino il cliente ha il {percent}% di sconto.",
        "A new tier is reached: from the next receipt the customer has {percent}% off.",
        "Nuevo nivel alcanzado: desde el próximo recibo el cliente tiene {percent}% de descuento.",
        "Novo nível atingido: a partir do próximo recibo o cliente tem {percent}% de desconto.",
        "Uus tase on käes: järgmisest kviitungist alates saab klient {percent}% soodustust.",
    ];
    language.say(texts, &[("percent", shown(language, percent))])
}

fn shown(language: Language, percent: Amount) -> String {
    language.amount(Amount::from(percent.decimal().normalize()))
}
