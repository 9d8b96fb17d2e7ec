//! What people read of this card alone; what it shares with other cards, the SDK says.

use fiscus_sdk::{Shop, words};

/// The words of a shop's language.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub shop: &'a Shop,
}

words! { Words;
    daily_limit_exceeded(left) [
        "Limite giornaliero superato: oggi la tessera può pagare ancora {left}. Incassare il resto in altro modo.",
        "Beyond the limit of the day: today the card can still pay {left}. Take the rest another way.",
        "Límite diario superado: hoy la tarjeta puede pagar aún {left}. Cobre el resto de otro modo.",
        "Limite diário excedido: hoje o cartão ainda pode pagar {left}. Cobre o resto de outro modo.",
        "Päevalimiit on ületatud: täna saab kaardiga maksta veel {left}. Võtke ülejäänu muul viisil.",
    ];
    day_changed [
        "Un altro pagamento ha appena usato il limite giornaliero della tessera: ripetere con quanto ne resta.",
        "Another payment has just used the card's limit of the day: start again with what is left of it.",
        "Otro pago acaba de usar el límite diario de la tarjeta: repita con lo que queda.",
        "Outro pagamento acabou de usar o limite diário do cartão: repita com o que resta.",
        "Teine makse kasutas äsja kaardi päevalimiiti: alustage uuesti sellega, mis on alles.",
    ];
    customer_gone [
        "La tessera non ha più il cliente a cui era stato addebitato: riassegnarla a lui e ripetere.",
        "The card no longer has the customer who owes this: give it back to him on its record, then start again.",
        "La tarjeta ya no tiene el cliente al que se le cargó: asígnesela de nuevo y repita.",
        "O cartão já não tem o cliente a quem foi debitado: atribua-o de novo a ele e repita.",
        "Kaardil ei ole enam klienti, kelle arvele see kanti: siduge kaart taas temaga ja alustage uuesti.",
    ];
    today(spent, left) [
        "Oggi: spesi {spent}, ancora disponibili {left}",
        "Today: {spent} spent, {left} left",
        "Hoy: gastados {spent}, quedan {left}",
        "Hoje: gastos {spent}, restam {left}",
        "Täna: kulutatud {spent}, alles {left}",
    ];
    owed(amount) [
        "Da fatturare in tutto: {amount}",
        "To be invoiced in all: {amount}",
        "Por facturar en total: {amount}",
        "Por faturar no total: {amount}",
        "Arvele kantud kokku: {amount}",
    ];
}
