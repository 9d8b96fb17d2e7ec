//! What people read, in Italian, English, Spanish, Portuguese and Estonian, in that order.

use crate::rules::MINUTES;
use fiscus_sdk::{Amount, Shop, profile::Credit};

/// The words of a shop's language.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub shop: &'a Shop,
}

macro_rules! sentences {
    ($($name:ident $texts:expr;)*) => {
        impl Words<'_> {
            $(pub fn $name(self) -> &'static str { self.shop.language.pick($texts) })*
        }
    };
}

sentences! {
    credit ["Credito", "Credit", "Crédito", "Crédito", "Krediit"];
    price ["Prezzo", "Price", "Precio", "Preço", "Hind"];
    until ["Valido fino al", "Valid until", "Válido hasta", "Válido até", "Kehtib kuni"];
    for_ever ["senza scadenza", "no expiry", "sin caducidad", "sem validade", "tähtajatu"];
    sold_on ["Venduto il", "Sold on", "Vendido el", "Vendido em", "Müüdud"];
    number ["Numero", "Number", "Número", "Número", "Number"];
    not_fiscal ["Documento non fiscale", "Not a fiscal document", "Documento no fiscal", "Documento não fiscal", "Mittefiskaalne dokument"];
    how_to_use [
        "Digitare il PIN dove è richiesto; maiuscole e minuscole sono uguali. Il credito non usato resta sul PIN per la volta successiva. Conservare questo scontrino: il PIN non si ristampa.",
        "Type the PIN where it is asked for; capital and small letters are the same. What is not used stays on the PIN for next time. Keep this ticket: the PIN is not printed again.",
        "Escriba el PIN donde se pida; mayúsculas y minúsculas son iguales. El crédito no usado queda en el PIN para la próxima vez. Guarde este ticket: el PIN no se reimprime.",
        "Escreva o PIN onde for pedido; maiúsculas e minúsculas são iguais. O crédito não usado fica no PIN para a próxima vez. Guarde este talão: o PIN não é reimpresso.",
        "Sisestage PIN seal, kus seda küsitakse; suur- ja väiketähed on võrdsed. Kasutamata krediit jääb PIN-ile järgmiseks korraks. Hoidke pilet alles: PIN-i uuesti ei trükita.",
    ];
    not_loadable [
        "Il credito di un PIN è fisso e non si ricarica: vendere un nuovo PIN.",
        "The credit of a PIN is fixed and cannot be loaded: sell a new PIN.",
        "El crédito de un PIN es fijo y no se recarga: venda un PIN nuevo.",
        "O crédito de um PIN é fixo e não se carrega: venda um PIN novo.",
        "PIN-i krediit on kindel ja seda ei laadita: müüge uus PIN.",
    ];
    no_stock [
        "I ticket PIN non hanno magazzino: si creano alla vendita. Venderne uno alla cassa.",
        "PIN tickets have no stock: they are made when they are sold. Sell one at the till.",
        "Los tickets PIN no tienen inventario: se crean al venderlos. Venda uno en la caja.",
        "Os tickets PIN não têm stock: criam-se na venda. Venda um na caixa.",
        "PIN-piletitel ei ole laovaru: need luuakse müügil. Müüge pilet kassas.",
    ];
    used_already [
        "Il PIN è già stato usato: non si rende. Il credito rimasto può essere ancora usato.",
        "The PIN has been used: it cannot be returned. What is left on it can still be used.",
        "El PIN ya se ha usado: no se devuelve. Lo que queda aún se puede usar.",
        "O PIN já foi usado: não se devolve. O que resta ainda se pode usar.",
        "PIN-i on juba kasutatud: seda ei tagastata. Alles jäänut saab veel kasutada.",
    ];
    which_one [
        "Sullo scontrino ci sono più PIN di questo profilo e non si sa quale viene reso: renderli tutti insieme.",
        "There are several PINs of this profile on the receipt, and it is not known which one comes back: return them all at once.",
        "En el recibo hay varios PIN de este perfil y no se sabe cuál se devuelve: devuélvalos todos juntos.",
        "No recibo há vários PIN deste perfil e não se sabe qual se devolve: devolva-os todos juntos.",
        "Kviitungil on mitu selle profiiliga PIN-i ja ei ole teada, milline tagastatakse: tagastage kõik korraga.",
    ];
    just_used [
        "Il credito del PIN è appena cambiato e non basta più: ripetere con quello rimasto.",
        "The credit of the PIN has just changed and is not enough any more: start again with what is left.",
        "El crédito del PIN acaba de cambiar y ya no alcanza: repita con lo que queda.",
        "O crédito do PIN acabou de mudar e já não chega: repita com o que resta.",
        "PIN-i krediit äsja muutus ega ole enam piisav: alustage uuesti alles jäänuga.",
    ];
}

impl Words<'_> {
    /// What is on a card: `60 minutes`, `5,00 EUR`.
    pub fn amount(self, credit: Credit) -> String {
        match credit {
            Credit::Minutes(minutes) => self.written(MINUTES, minutes),
            Credit::Money(amount) => self.written(&self.shop.currency.name, amount),
        }
    }

    fn written(self, label: &str, amount: Amount) -> String {
        let language = self.shop.language;
        if label == MINUTES {
            format!(
                "{} {}",
                amount.round_down(0),
                language.pick(["minuti", "minutes", "minutos", "minutos", "minutit"])
            )
        } else {
            self.shop.currency.written(language, amount)
        }
    }

    pub fn left(self, label: &str, left: Amount) -> String {
        let left = self.written(label, left);
        self.shop.language.say(
            [
                "Rimasti sul PIN: {left}",
                "Left on the PIN: {left}",
                "Quedan en el PIN: {left}",
                "Restam no PIN: {left}",
                "PIN-il alles: {left}",
            ],
            &[("left", &left)],
        )
    }

    pub fn too_little(self, label: &str, left: Amount) -> String {
        let left = self.written(label, left);
        self.shop.language.say(
            [
                "Credito insufficiente: sul PIN restano {left}. Usare al massimo questo, o vendere un nuovo PIN.",
                "Not enough credit: {left} left on the PIN. Use at most this, or sell a new PIN.",
                "Crédito insuficiente: en el PIN quedan {left}. Use como máximo eso, o venda un PIN nuevo.",
                "Crédito insuficiente: no PIN restam {left}. Use no máximo isso, ou venda um PIN novo.",
                "Krediidist ei piisa: PIN-il on alles {left}. Kasutage kõige rohkem seda või müüge uus PIN.",
            ],
            &[("left", &left)],
        )
    }

    /// The PIN holds the one, and the other is asked.
    pub fn what_is_used(self, label: &str) -> &'static str {
        self.shop.language.pick(if label == MINUTES {
            [
                "Su questo PIN ci sono minuti: indicare solo i minuti usati.",
                "There are minutes on this PIN: say only how many minutes are used.",
                "En este PIN hay minutos: indique solo los minutos usados.",
                "Neste PIN há minutos: indique só os minutos usados.",
                "Sellel PIN-il on minutid: öelge ainult kasutatud minutid.",
            ]
        } else {
            [
                "Su questo PIN c'è denaro: indicare solo l'importo usato.",
                "There is money on this PIN: say only what amount is used.",
                "En este PIN hay dinero: indique solo el importe usado.",
                "Neste PIN há dinheiro: indique só o valor usado.",
                "Sellel PIN-il on raha: öelge ainult kasutatud summa.",
            ]
        })
    }

    pub fn not_an_amount(self, label: &str) -> &'static str {
        self.shop.language.pick(if label == MINUTES {
            [
                "Indicare minuti interi, maggiori di zero, senza quantità.",
                "Say whole minutes above zero, without a quantity.",
                "Indique minutos enteros, mayores que cero, sin cantidad.",
                "Indique minutos inteiros, maiores que zero, sem quantidade.",
                "Öelge täisminutid, rohkem kui null, ilma koguseta.",
            ]
        } else {
            [
                "Indicare un importo maggiore di zero, con non più decimali della valuta, senza quantità.",
                "Say an amount above zero, with no more decimals than the currency, without a quantity.",
                "Indique un importe mayor que cero, sin más decimales que la moneda, sin cantidad.",
                "Indique um valor maior que zero, sem mais decimais do que a moeda, sem quantidade.",
                "Öelge nullist suurem summa, mitte rohkemate kümnendkohtadega kui valuutal, ilma koguseta.",
            ]
        })
    }

    pub fn other_profile(self, own: &str) -> String {
        self.shop.language.say(
            [
                "Questa tessera è del profilo {own}: venderla come tale, o prenderne un'altra.",
                "This card is of the profile {own}: sell it as that, or take another one.",
                "Esta tarjeta es del perfil {own}: véndala como tal, o tome otra.",
                "Este cartão é do perfil {own}: venda-o como tal, ou use outro.",
                "See kaart on profiiliga {own}: müüge see sellisena või võtke teine.",
            ],
            &[("own", own)],
        )
    }
}
