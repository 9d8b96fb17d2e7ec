//! What cards that hold or owe money say: balances, and why something is refused and what to do.

use super::{Words, fill};
use crate::Amount;

crate::words! { Words;
    uncollected [
        "Non riscosso",
        "Uncollected",
        "No cobrado",
        "Não cobrado",
        "Tasumata",
    ];
    ask_amount [
        "Quanto si ricarica?",
        "How much is to be loaded?",
        "¿Cuánto se recarga?",
        "Quanto se carrega?",
        "Kui palju laaditakse?",
    ];
    not_an_amount [
        "L'importo non è un numero: digitarlo come 10.00.",
        "The amount is not a number: type it like 10.00.",
        "El importe no es un número: escríbalo como 10.00.",
        "O valor não é um número: escreva-o como 10.00.",
        "Summa ei ole arv: sisestage see kujul 10.00.",
    ];
    balance_changed [
        "Il saldo o il credito disponibile è appena cambiato e non basta più: ripetere con il saldo attuale.",
        "The balance or the credit left has just changed and is not enough any more: start again with the present one.",
        "El saldo o el crédito disponible acaba de cambiar y ya no alcanza: repita con el saldo actual.",
        "O saldo ou o crédito disponível acabou de mudar e já não chega: repita com o saldo atual.",
        "Jääk või vaba krediit äsja muutus ega ole enam piisav: alustage uuesti praeguse jäägiga.",
    ];
    return_of_nothing [
        "Lo scontrino era chiuso a zero: non si può fare il reso. Annullare l'intera operazione.",
        "The receipt came to zero: nothing of it can be returned. Void the whole operation instead.",
        "El recibo quedó en cero: no se puede devolver. Anule toda la operación.",
        "O recibo ficou a zero: não pode ser devolvido. Anule toda a operação.",
        "Kviitungi summa oli null: tagastada ei saa. Tühistage kogu toiming.",
    ];
    no_cash [
        "Quanto pagato con la tessera non si rende in contanti: riaccreditarlo sulla tessera.",
        "What the card paid is not given back in cash: put it back onto the card.",
        "Lo pagado con la tarjeta no se devuelve en efectivo: abónelo en la tarjeta.",
        "O que o cartão pagou não se devolve em dinheiro: credite-o no cartão.",
        "Kaardiga makstut sularahas ei tagastata: kandke see kaardile tagasi.",
    ];
    never_paid [
        "Questa merce non è mai stata riscossa: non si rende denaro. Riaccreditare sulla tessera.",
        "This was never paid for: no money is given back. Put it back onto the card.",
        "Esto nunca se cobró: no se devuelve dinero. Abónelo en la tarjeta.",
        "Isto nunca foi cobrado: não se devolve dinheiro. Credite-o no cartão.",
        "Selle eest ei ole makstud: raha ei tagastata. Kandke see kaardile tagasi.",
    ];
    more_than_due(amount, due) [
        "{amount} è più di quanto resta da pagare: digitare al massimo {due}.",
        "{amount} is more than what is due: type at most {due}.",
        "{amount} es más de lo que queda por pagar: escriba como máximo {due}.",
        "{amount} é mais do que falta pagar: escreva no máximo {due}.",
        "{amount} on rohkem kui tasuda jäänud: sisestage kõige rohkem {due}.",
    ];
    insufficient_balance(available) [
        "Saldo insufficiente: la tessera può pagare {available}. Incassare il resto in altro modo o ricaricare la tessera.",
        "Not enough on the card: it can pay {available}. Take the rest another way, or load the card.",
        "Saldo insuficiente: la tarjeta puede pagar {available}. Cobre el resto de otro modo o recargue la tarjeta.",
        "Saldo insuficiente: o cartão pode pagar {available}. Cobre o resto de outro modo ou carregue o cartão.",
        "Kaardil ei ole piisavalt: sellega saab maksta {available}. Võtke ülejäänu muul viisil või laadige kaarti.",
    ];
    credit_limit_exceeded(available) [
        "Credito concordato superato: si possono spendere ancora {available}. Incassare il resto in altro modo o ricaricare la tessera.",
        "Beyond the agreed credit: {available} can still be spent. Take the rest another way, or load the card.",
        "Crédito acordado superado: se pueden gastar aún {available}. Cobre el resto de otro modo o recargue la tarjeta.",
        "Crédito acordado excedido: ainda se podem gastar {available}. Cobre o resto de outro modo ou carregue o cartão.",
        "Kokkulepitud krediit on ületatud: kulutada saab veel {available}. Võtke ülejäänu muul viisil või laadige kaarti.",
    ];
    load_spent(amount, available) [
        "La ricarica non si può annullare: andrebbero tolti {amount}, sulla tessera sono disponibili {available}.",
        "The load cannot be voided: {amount} would have to be taken, and {available} is left on the card.",
        "La recarga no se puede anular: habría que quitar {amount} y en la tarjeta quedan {available}.",
        "O carregamento não pode ser anulado: seria preciso retirar {amount} e no cartão restam {available}.",
        "Laadimist ei saa tühistada: kaardilt tuleks võtta {amount}, alles on {available}.",
    ];
    more_than_paid(left) [
        "Sulla tessera si possono riaccreditare al massimo {left}: è quanto resta di ciò che ha pagato.",
        "At most {left} can go back onto the card: that is what is left of what it paid.",
        "En la tarjeta se pueden abonar como máximo {left}: es lo que queda de lo que pagó.",
        "No cartão podem ser creditados no máximo {left}: é o que resta do que pagou.",
        "Kaardile saab tagasi kanda kõige rohkem {left}: nii palju on alles sellest, mis sellega maksti.",
    ];
    only_discount [
        "La tessera è stata presentata solo per lo sconto: non paga. Presentarla per il pagamento o incassare in altro modo.",
        "The card was presented for its discount only: it does not pay. Present it for payment, or take the money another way.",
        "La tarjeta se presentó solo para el descuento: no paga. Preséntela para el pago o cobre de otro modo.",
        "O cartão foi apresentado só para o desconto: não paga. Apresente-o para pagamento ou cobre de outro modo.",
        "Kaart esitati ainult soodustuse saamiseks: sellega ei maksta. Esitage see maksmiseks või võtke raha muul viisil.",
    ];
    cannot_do_this [
        "Questa tessera non può farlo: usarla per pagare.",
        "This card cannot do this: use it to pay.",
        "Esta tarjeta no puede hacerlo: úsela para pagar.",
        "Este cartão não pode fazê-lo: use-o para pagar.",
        "See kaart ei saa seda teha: kasutage seda maksmiseks.",
    ];
    loads_money_only [
        "Su questa tessera si carica denaro, non servizi: digitare un importo.",
        "Money is loaded onto this card, not services: type an amount.",
        "En esta tarjeta se recarga dinero, no servicios: escriba un importe.",
        "Neste cartão carrega-se dinheiro, não serviços: escreva um valor.",
        "Sellele kaardile laaditakse raha, mitte teenuseid: sisestage summa.",
    ];
}

impl Words<'_> {
    /// What is on a card, by its masked number.
    #[must_use]
    pub fn balance(self, card: &str, balance: Amount) -> String {
        let text = self.shop.language.pick([
            "Saldo tessera {card}: {balance}",
            "Balance of card {card}: {balance}",
            "Saldo de la tarjeta {card}: {balance}",
            "Saldo do cartão {card}: {balance}",
            "Kaardi {card} jääk: {balance}",
        ]);
        fill(text, &[("card", card.to_owned()), ("balance", self.money(balance))])
    }

    /// `amount` is shown as it was typed: its digits may be what is wrong with it.
    #[must_use]
    pub fn amount_invalid(self, amount: Amount) -> String {
        let text = self.shop.language.pick([
            "Importo {amount} non valido: digitare un importo maggiore di zero, con non più decimali della valuta.",
            "{amount} is not a valid amount: type one above zero, with no more decimals than the currency.",
            "Importe {amount} no válido: escriba uno mayor que cero, sin más decimales que la moneda.",
            "Valor {amount} inválido: escreva um maior que zero, sem mais decimais do que a moeda.",
            "Summa {amount} ei sobi: sisestage nullist suurem summa, mitte rohkemate kümnendkohtadega kui valuutal.",
        ]);
        fill(text, &[("amount", self.shop.language.amount(amount))])
    }
}
