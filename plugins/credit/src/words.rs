//! What people read of this card alone; what it shares with other cards that hold money, the SDK says.

use fiscus_sdk::{Shop, words};

/// The words of a shop's language.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub shop: &'a Shop,
}

words! { Words;
    load_title [
        "RICARICA TESSERA A CREDITO",
        "CREDIT CARD LOAD",
        "RECARGA DE TARJETA DE CRÉDITO",
        "CARREGAMENTO DO CARTÃO DE CRÉDITO",
        "KREDIITKAARDI LAADIMINE",
    ];
    left(amount) [
        "Ancora spendibili: {amount}",
        "Can still be spent: {amount}",
        "Aún se pueden gastar: {amount}",
        "Ainda se podem gastar: {amount}",
        "Veel saab kulutada: {amount}",
    ];
}
