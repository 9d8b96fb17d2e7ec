//! What people read, in the five languages of the SDK: footers, slips, notices and refusals.

use fiscus_sdk::{Amount, Language, Unit};

/// The words of a shop's language, for amounts of a unit.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub language: Language,
    pub unit: &'a Unit,
}

impl Words<'_> {
    pub fn written(self, amount: Amount) -> String {
        self.unit.written(self.language, amount)
    }

    /// What is printed for a whole bill that is paid.
    pub fn whole_bill(self) -> &'static str {
        self.language.pick(["Bonus -100%", "Bonus -100%", "Bono -100%", "Bónus -100%", "Boonus -100%"])
    }

    /// What is printed for a part of a bill.
    pub fn part_of_bill(self) -> &'static str {
        self.language.pick(["Sconto bonus", "Bonus discount", "Descuento bono", "Desconto bónus", "Boonusallahindlus"])
    }

    pub fn used(self, amount: Amount) -> String {
        let texts = [
            "Bonus usato: {amount}",
            "Bonus used: {amount}",
            "Bono usado: {amount}",
            "Bónus usado: {amount}",
            "Kasutatud boonus: {amount}",
        ];
        self.language.say(texts, &[("amount", self.written(amount))])
    }

    pub fn won(self, amount: Amount) -> String {
        let texts = [
            "Bonus maturato: {amount}",
            "Bonus earned: {amount}",
            "Bono ganado: {amount}",
            "Bónus ganho: {amount}",
            "Teenitud boonus: {amount}",
        ];
        self.language.say(texts, &[("amount", self.written(amount))])
    }

    pub fn taken_back(self, amount: Amount) -> String {
        let texts = [
            "Bonus stornato: {amount}",
            "Bonus taken back: {amount}",
            "Bono retirado: {amount}",
            "Bónus retirado: {amount}",
            "Tagasi võetud boonus: {amount}",
        ];
        self.language.say(texts, &[("amount", self.written(amount))])
    }

    pub fn given_back(self, amount: Amount) -> String {
        let texts = [
            "Bonus restituito: {amount}",
            "Bonus given back: {amount}",
            "Bono devuelto: {amount}",
            "Bónus devolvido: {amount}",
            "Tagastatud boonus: {amount}",
        ];
        self.language.say(texts, &[("amount", self.written(amount))])
    }

    pub fn balance(self, card: &str, balance: Amount) -> String {
        let texts = [
            "Saldo bonus tessera {card}: {balance}",
            "Bonus on card {card}: {balance}",
            "Saldo de bono de la tarjeta {card}: {balance}",
            "Saldo de bónus do cartão {card}: {balance}",
            "Kaardi {card} boonusjääk: {balance}",
        ];
        self.language.say(texts, &[("card", card.to_owned()), ("balance", self.written(balance))])
    }

    pub fn card(self) -> &'static str {
        self.language.pick(["Tessera", "Card", "Tarjeta", "Cartão", "Kaart"])
    }

    pub fn points(self) -> &'static str {
        self.language.pick(["Saldo bonus", "Bonus balance", "Saldo de bono", "Saldo de bónus", "Boonusjääk"])
    }

    pub fn not_fiscal(self) -> &'static str {
        self.language.pick([
            "Documento non fiscale",
            "Not a fiscal document",
            "Documento no fiscal",
            "Documento não fiscal",
            "Mittefiskaalne dokument",
        ])
    }

    /// The card has less than what it is to pay.
    pub fn missing(self, needed: Amount, available: Amount) -> String {
        let texts = [
            "Bonus insufficiente: servono {needed}, sulla tessera ci sono {available}, mancano {missing}. Incassare in altro modo.",
            "Not enough bonus: {needed} are needed, {available} are on the card, {missing} are missing. Take the money another way.",
            "Bono insuficiente: hacen falta {needed}, en la tarjeta hay {available}, faltan {missing}. Cobre de otro modo.",
            "Bónus insuficiente: são precisos {needed}, no cartão há {available}, faltam {missing}. Cobre de outro modo.",
            "Boonust ei ole piisavalt: vaja on {needed}, kaardil on {available}, puudu on {missing}. Võtke raha muul viisil.",
        ];
        let values = [("needed", needed), ("available", available), ("missing", needed - available)];
        self.language.say(texts, &values.map(|(name, amount)| (name, self.written(amount))))
    }

    /// The card pays whole bills, and other payments or an amount are named.
    pub fn whole_only(self, total: Amount) -> String {
        let texts = [
            "Il bonus paga solo l'intero conto di {total}: togliere gli altri pagamenti, o pagare senza bonus.",
            "The bonus pays the whole bill of {total} or nothing: remove the other payments, or pay without bonus.",
            "El bono paga solo la cuenta entera de {total}: quite los demás pagos, o pague sin bono.",
            "O bónus paga só a conta inteira de {total}: retire os outros pagamentos, ou pague sem bónus.",
            "Boonusega saab maksta ainult kogu arve {total}: eemaldage muud maksed või makske boonuseta.",
        ];
        self.language.say(texts, &[("total", self.written(total))])
    }

    pub fn paid_already(self) -> &'static str {
        self.language.pick([
            "Su questo scontrino il bonus ha già pagato: indicare l'intero importo in un solo pagamento.",
            "Bonus has paid on this receipt already: name the whole amount in one payment.",
            "En este recibo el bono ya ha pagado: indique todo el importe en un solo pago.",
            "Neste recibo o bónus já pagou: indique o valor todo num só pagamento.",
            "Sellel kviitungil on boonusega juba makstud: sisestage kogu summa ühe maksena.",
        ])
    }

    /// `amount` is shown as it was typed: its digits may be what is wrong with it.
    pub fn amount_invalid(self, amount: Amount, due: Amount) -> String {
        let texts = [
            "Importo {amount} non valido: digitarne uno maggiore di zero, al massimo {due}.",
            "{amount} is not a valid amount: type one above zero, at most {due}.",
            "Importe {amount} no válido: escriba uno mayor que cero, como máximo {due}.",
            "Valor {amount} inválido: escreva um maior que zero, no máximo {due}.",
            "Summa {amount} ei sobi: sisestage nullist suurem summa, kõige rohkem {due}.",
        ];
        self.language.say(texts, &[("amount", self.language.amount(amount)), ("due", self.written(due))])
    }

    pub fn nothing_to_pay_with(self) -> &'static str {
        self.language.pick([
            "Sulla tessera non c'è bonus: incassare in altro modo.",
            "There is no bonus on the card: take the money another way.",
            "No hay bono en la tarjeta: cobre de otro modo.",
            "Não há bónus no cartão: cobre de outro modo.",
            "Kaardil boonust ei ole: võtke raha muul viisil.",
        ])
    }

    pub fn not_money(self) -> String {
        let texts = [
            "I punti ({unit}) di questa tessera non sono denaro: incassare in altro modo.",
            "The points ({unit}) of this card are no money: take the money another way.",
            "Los puntos ({unit}) de esta tarjeta no son dinero: cobre de otro modo.",
            "Os pontos ({unit}) deste cartão não são dinheiro: cobre de outro modo.",
            "Selle kaardi punktid ({unit}) ei ole raha: võtke raha muul viisil.",
        ];
        self.language.say(texts, &[("unit", self.unit.name.as_str())])
    }

    pub fn balance_changed(self) -> &'static str {
        self.language.pick([
            "Il bonus della tessera è appena cambiato e non basta più: ripetere con il saldo attuale.",
            "The card's bonus has just changed and is not enough any more: start again with the present one.",
            "El bono de la tarjeta acaba de cambiar y ya no alcanza: repita con el saldo actual.",
            "O bónus do cartão acabou de mudar e já não chega: repita com o saldo atual.",
            "Kaardi boonus äsja muutus ega ole enam piisav: alustage uuesti praeguse jäägiga.",
        ])
    }

    pub fn owed(self, amount: Amount) -> String {
        let texts = [
            "Il bonus reso era già stato speso: la tessera è in debito di {amount}, che i prossimi acquisti compensano.",
            "The bonus of the returned goods had been spent: the card owes {amount}, which the next purchases make good.",
            "El bono de lo devuelto ya estaba gastado: la tarjeta debe {amount}, que compensarán las próximas compras.",
            "O bónus do que foi devolvido já estava gasto: o cartão deve {amount}, que as próximas compras compensam.",
            "Tagastatud kauba boonus oli juba kulutatud: kaart on võlgu {amount}, mille järgmised ostud katavad.",
        ];
        self.language.say(texts, &[("amount", self.written(amount))])
    }

    pub fn return_of_nothing(self) -> &'static str {
        self.language.pick([
            "Il conto era pagato per intero con il bonus: non si può fare il reso. Annullare l'intera operazione.",
            "The whole bill was paid with bonus: nothing of it can be returned. Void the whole operation instead.",
            "La cuenta se pagó entera con bono: no se puede devolver. Anule toda la operación.",
            "A conta foi paga inteira com bónus: não pode ser devolvida. Anule toda a operação.",
            "Kogu arve maksti boonusega: tagastada ei saa. Tühistage kogu toiming.",
        ])
    }
}
