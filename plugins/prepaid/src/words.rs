//! What people read of this card alone: slips, questions, notices and refusals; what it shares with other cards that
//! hold money, the SDK says.
//!
//! Each sentence says what to do; which is said when, the rules decide.

use fiscus_sdk::{Amount, Shop, words};

/// The words of a shop's language.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub shop: &'a Shop,
}

words! { Words;
    load_title ["RICARICA PREPAGATO", "PREPAID CARD LOAD", "RECARGA DE PREPAGO", "CARREGAMENTO PRÉ-PAGO", "ETTEMAKSUKAARDI LAADIMINE"];
    gift_money [
        "Omaggio prepagato",
        "Prepaid gift",
        "Regalo de prepago",
        "Oferta pré-pago",
        "Kinkeraha",
    ];
    ask_description [
        "Descrizione della ricarica?",
        "A description of this load?",
        "¿Descripción de la recarga?",
        "Descrição do carregamento?",
        "Laadimise kirjeldus?",
    ];
    ask_customer [
        "A quale cliente appartiene la tessera?",
        "Which customer does the card belong to?",
        "¿A qué cliente pertenece la tarjeta?",
        "A que cliente pertence o cartão?",
        "Millisele kliendile kaart kuulub?",
    ];
    changes_no_prices [
        "Questa tessera non cambia i prezzi: usarla per pagare.",
        "This card changes no prices: use it to pay.",
        "Esta tarjeta no cambia los precios: úsela para pagar.",
        "Este cartão não altera os preços: use-o para pagar.",
        "See kaart hindu ei muuda: kasutage seda maksmiseks.",
    ];
    no_refund_by_department [
        "Su questa tessera non si riaccreditano resi: rimborsare in denaro la parte pagata in denaro.",
        "Refunds do not go onto this card: give back in money what was paid in money.",
        "Esta tarjeta no admite reembolsos: devuelva en dinero lo pagado en dinero.",
        "Este cartão não aceita reembolsos: devolva em dinheiro o que foi pago em dinheiro.",
        "Sellele kaardile ei saa tagasi maksta: tagastage rahas see, mis rahas maksti.",
    ];
    other_vat(most) [
        "Con questa tessera si possono scontare al massimo {most} di questo scontrino: il resto ha un'altra IVA. Incassarlo in altro modo.",
        "This card can redeem at most {most} of this receipt: the rest bears another VAT. Take it another way.",
        "Con esta tarjeta se pueden descontar como máximo {most} de este recibo: el resto lleva otro IVA. Cóbrelo de otro modo.",
        "Este cartão pode descontar no máximo {most} deste recibo: o resto tem outro IVA. Cobre-o de outro modo.",
        "Selle kaardiga saab katta kõige rohkem {most} sellest kviitungist: ülejäänul on teine käibemaks. Võtke see muul viisil.",
    ];
    credit_not_allowed(available) [
        "A questo cliente non si fa credito: la tessera può pagare {available}. Incassare il resto in altro modo, o abilitare il credito nella scheda cliente.",
        "This customer is given no credit: the card can pay {available}. Take the rest another way, or allow credit on the customer's record.",
        "A este cliente no se le da crédito: la tarjeta puede pagar {available}. Cobre el resto de otro modo, o permita el crédito en su ficha.",
        "A este cliente não se dá crédito: o cartão pode pagar {available}. Cobre o resto de outro modo, ou permita o crédito na sua ficha.",
        "Sellele kliendile krediiti ei anta: kaardiga saab maksta {available}. Võtke ülejäänu muul viisil või lubage krediit kliendi andmetes.",
    ];
    credit_without_customer(available) [
        "La tessera non ha un cliente, quindi niente credito: può pagare {available}. Incassare il resto in altro modo, o assegnare la tessera a un cliente.",
        "The card has no customer, so no credit: it can pay {available}. Take the rest another way, or give the card to a customer.",
        "La tarjeta no tiene cliente, por tanto no hay crédito: puede pagar {available}. Cobre el resto de otro modo, o asigne la tarjeta a un cliente.",
        "O cartão não tem cliente, portanto não há crédito: pode pagar {available}. Cobre o resto de outro modo, ou atribua o cartão a um cliente.",
        "Kaardil ei ole klienti, seega krediiti ei anta: sellega saab maksta {available}. Võtke ülejäänu muul viisil või siduge kaart kliendiga.",
    ];
    above_maximum(amount, most) [
        "{amount} supera il massimo di {most} per ricarica: controllare l'importo digitato.",
        "{amount} is above the maximum of {most} for one load: check what was typed.",
        "{amount} supera el máximo de {most} por recarga: revise el importe escrito.",
        "{amount} excede o máximo de {most} por carregamento: verifique o valor escrito.",
        "{amount} ületab ühe laadimise ülempiiri {most}: kontrollige sisestatud summat.",
    ];
    fee_above_load(fee, amount) [
        "Il costo di {fee} supera la ricarica di {amount}: ricaricare di più.",
        "The fee of {fee} is more than the load of {amount}: load more.",
        "El coste de {fee} supera la recarga de {amount}: recargue más.",
        "O custo de {fee} excede o carregamento de {amount}: carregue mais.",
        "Tasu {fee} on suurem kui laadimine {amount}: laadige rohkem.",
    ];
}

impl Words<'_> {
    pub fn only_presets(self, presets: impl Iterator<Item = Amount>) -> String {
        let text = self.shop.language.pick([
            "Importo libero non previsto: scegliere tra {presets}.",
            "No free amounts here: choose one of {presets}.",
            "Importe libre no previsto: elija entre {presets}.",
            "Valor livre não previsto: escolha entre {presets}.",
            "Vaba summa ei ole lubatud: valige {presets}.",
        ]);
        words::fill(
            text,
            &[("presets", presets.map(|amount| self.shop.words().money(amount)).collect::<Vec<_>>().join(", "))],
        )
    }

    /// A customer's signed position and what he may still spend; no headroom: no cap.
    pub fn position(self, position: Amount, headroom: Option<Amount>) -> String {
        let language = self.shop.language;
        let text = language.pick([
            "Posizione cliente {position}, ancora disponibile {headroom}",
            "Customer's position {position}, still available {headroom}",
            "Posición del cliente {position}, aún disponible {headroom}",
            "Posição do cliente {position}, ainda disponível {headroom}",
            "Kliendi seis {position}, veel saadaval {headroom}",
        ]);
        let headroom = headroom.map_or_else(
            || language.pick(["senza limite", "without limit", "sin límite", "sem limite", "piiramatult"]).to_owned(),
            |amount| self.shop.words().money(amount),
        );
        words::fill(text, &[("position", self.shop.words().money(position)), ("headroom", headroom)])
    }
}
