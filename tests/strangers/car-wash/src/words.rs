//! What the card says, in the languages of the shops that have it.

use fiscus_sdk::{Amount, Language};

/// The sentences of one shop.
pub struct Words(pub Language);

fn count(amount: Amount) -> String {
    amount.decimal().normalize().to_string()
}

impl Words {
    fn pick(&self, words: [&'static str; 5]) -> String {
        self.0.pick(words).to_owned()
    }

    /// What a full card is called on the receipt that sells it.
    pub fn full_card(&self, washes: u32) -> String {
        let words = ["lavaggi", "car washes", "lavados", "lavagens", "autopesu"];
        format!("{washes} {}", self.pick(words))
    }

    pub fn punched(&self, washes: Amount) -> String {
        let words = ["Lavaggi timbrati", "Washes punched", "Lavados sellados", "Lavagens picadas", "Pesud märgitud"];
        format!("{}: {}", self.pick(words), count(washes))
    }

    pub fn rain(&self) -> String {
        self.pick(["Sconto pioggia", "Rain discount", "Descuento por lluvia", "Desconto de chuva", "Vihmasoodustus"])
    }

    pub fn left(&self, card: &str, washes: Amount) -> String {
        let words = ["lavaggi rimasti", "washes left", "lavados restantes", "lavagens restantes", "pesukordi alles"];
        format!("{card}: {} {}", count(washes), self.pick(words))
    }

    pub fn too_few(&self, left: Amount) -> String {
        let words = [
            "Lavaggi rimasti sulla tessera: {}. Ricaricarla, o far pagare il lavaggio.",
            "Washes left on the card: {}. Load it, or let the wash be paid.",
            "Lavados que quedan en la tarjeta: {}. Recárguela o cobre el lavado.",
            "Lavagens restantes no cartão: {}. Carregue-o ou cobre a lavagem.",
            "Kaardil on pesukordi alles: {}. Laadige kaart või võtke pesu eest raha.",
        ];
        self.pick(words).replace("{}", &count(left))
    }

    pub fn other_service(&self, article: &str) -> String {
        let words = [
            "Questa tessera conosce solo «{}». Scegliere quello.",
            "This card knows nothing but \"{}\". Choose that.",
            "Esta tarjeta solo conoce «{}». Elija eso.",
            "Este cartão só conhece «{}». Escolha isso.",
            "See kaart tunneb ainult teenust „{}”. Valige see.",
        ];
        self.pick(words).replace("{}", article)
    }

    pub fn whole_cards(&self, washes: u32) -> String {
        let words = [
            "Si vendono tessere intere da {} lavaggi. Indicare un multiplo.",
            "Whole cards of {} washes are sold. Name a multiple.",
            "Se venden tarjetas enteras de {} lavados. Indique un múltiplo.",
            "Vendem-se cartões inteiros de {} lavagens. Indique um múltiplo.",
            "Müüakse terveid kaarte, {} pesukorda igal. Märkige selle kordne.",
        ];
        self.pick(words).replace("{}", &washes.to_string())
    }

    pub fn whole_washes(&self) -> String {
        self.pick([
            "Si timbrano lavaggi interi: indicare un numero intero maggiore di zero.",
            "Whole washes are punched: name a whole number above zero.",
            "Se sellan lavados enteros: indique un número entero mayor que cero.",
            "Picam-se lavagens inteiras: indique um número inteiro acima de zero.",
            "Märgitakse terveid pesukordi: sisestage nullist suurem täisarv.",
        ])
    }

    pub fn spent(&self) -> String {
        self.pick([
            "I lavaggi di questa ricarica sono già stati usati: non si può annullare.",
            "Washes of this load have been used: it cannot be undone.",
            "Ya se usaron lavados de esta recarga: no se puede anular.",
            "Já foram usadas lavagens deste carregamento: não pode ser anulado.",
            "Selle laadimise pesukordi on juba kasutatud: seda ei saa tühistada.",
        ])
    }

    pub fn no_refund(&self) -> String {
        self.pick([
            "La tessera non tiene denaro: rimborsare in contanti.",
            "The card holds no money: refund in cash.",
            "La tarjeta no guarda dinero: devuelva en efectivo.",
            "O cartão não guarda dinheiro: reembolse em dinheiro.",
            "Kaart ei hoia raha: tagastage sularahas.",
        ])
    }

    pub fn mode(&self, mode: &str) -> String {
        let words = [
            "La tessera non ha il modo «{}»: scegliere «rain» o nessuno.",
            "The card has no mode \"{}\": choose \"rain\" or none.",
            "La tarjeta no tiene el modo «{}»: elija «rain» o ninguno.",
            "O cartão não tem o modo «{}»: escolha «rain» ou nenhum.",
            "Kaardil ei ole režiimi „{}”: valige „rain” või mitte ühtegi.",
        ];
        self.pick(words).replace("{}", mode)
    }

    pub fn not_here(&self) -> String {
        self.pick([
            "La tessera del lavaggio non fa questo.",
            "The car wash's card does not do that.",
            "La tarjeta del lavado no hace eso.",
            "O cartão da lavagem não faz isso.",
            "Autopesula kaart seda ei tee.",
        ])
    }
}
