//! What people read, in the five languages of the SDK: receipts, footers and notices.

use fiscus_sdk::{Amount, Language, Percent};

/// The words of a shop's language.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

impl Words {
    /// What is printed beside the free piece.
    pub fn free(self, percent: Percent) -> String {
        let texts = [
            "Tessera timbri -{percent}%",
            "Stamp card -{percent}%",
            "Tarjeta de sellos -{percent}%",
            "Cartão de carimbos -{percent}%",
            "Templikaart -{percent}%",
        ];
        self.0.say(texts, &[("percent", self.0.amount(Amount::from(percent.decimal().normalize())))])
    }

    /// The stamps on the card, of so many that make a row.
    pub fn stamps(self, card: &str, stamps: Amount, row: u32) -> String {
        let texts = [
            "Timbri tessera {card}: {stamps} di {row}",
            "Stamps on card {card}: {stamps} of {row}",
            "Sellos de la tarjeta {card}: {stamps} de {row}",
            "Carimbos do cartão {card}: {stamps} de {row}",
            "Kaardi {card} templid: {stamps} / {row}",
        ];
        self.0.say(texts, &[("card", card.to_owned()), ("stamps", stamps.to_string()), ("row", row.to_string())])
    }

    pub fn stamps_changed(self) -> &'static str {
        self.0.pick([
            "I timbri della tessera sono appena cambiati e non bastano più: ripetere con quelli attuali.",
            "The card's stamps have just changed and are not enough any more: start again with the present ones.",
            "Los sellos de la tarjeta acaban de cambiar y ya no alcanzan: repita con los actuales.",
            "Os carimbos do cartão acabaram de mudar e já não chegam: repita com os atuais.",
            "Kaardi templid äsja muutusid ega ole enam piisavad: alustage uuesti praegustega.",
        ])
    }

    pub fn owed(self, stamps: Amount) -> String {
        let texts = [
            "I timbri della merce resa erano già stati usati: la tessera è in debito di {stamps}, che i prossimi acquisti compensano.",
            "The stamps of the returned goods had been used: the card owes {stamps}, which the next purchases make good.",
            "Los sellos de lo devuelto ya estaban usados: la tarjeta debe {stamps}, que compensarán las próximas compras.",
            "Os carimbos do que foi devolvido já estavam usados: o cartão deve {stamps}, que as próximas compras compensam.",
            "Tagastatud kauba templid olid juba kasutatud: kaart on võlgu {stamps}, mille järgmised ostud katavad.",
        ];
        self.0.say(texts, &[("stamps", stamps.to_string())])
    }
}
