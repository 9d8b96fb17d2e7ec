//! What people read, in Italian, English, Spanish, Portuguese and Estonian, in that order.

use fiscus_sdk::{Amount, Language};

/// The words of a shop's language.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

impl Words {
    /// What a package is called on the receipt that sells it.
    pub fn package(self, name: &str, uses: Amount) -> String {
        self.say(
            [
                "{name}: {uses} ingressi",
                "{name}: {uses} uses",
                "{name}: {uses} usos",
                "{name}: {uses} utilizações",
                "{name}: {uses} kasutuskorda",
            ],
            name,
            &[("uses", uses)],
        )
    }

    pub fn left(self, card: &str, name: &str, left: Amount) -> String {
        let left = left.round_down(0).to_string();
        self.0.say(
            [
                "Tessera {card}, {name}: ingressi rimasti {left}",
                "Card {card}, {name}: uses left {left}",
                "Tarjeta {card}, {name}: usos restantes {left}",
                "Cartão {card}, {name}: utilizações restantes {left}",
                "Kaart {card}, {name}: kasutuskordi alles {left}",
            ],
            &[("card", card), ("name", name), ("left", &left)],
        )
    }

    pub fn too_few(self, name: &str, left: Amount, wanted: Amount) -> String {
        self.say(
            [
                "{name}: ne servono {wanted} e sulla tessera ne restano {left}. Caricare la tessera o vendere il servizio senza tessera.",
                "{name}: {wanted} needed and {left} left on the card. Load the card, or sell the service without it.",
                "{name}: hacen falta {wanted} y en la tarjeta quedan {left}. Recargue la tarjeta o venda el servicio sin ella.",
                "{name}: são precisas {wanted} e no cartão restam {left}. Carregue o cartão ou venda o serviço sem ele.",
                "{name}: vaja on {wanted}, kaardil on alles {left}. Laadige kaarti või müüge teenus ilma kaardita.",
            ],
            name,
            &[("wanted", wanted), ("left", left)],
        )
    }

    pub fn whole_packages(self, name: &str, package: u32) -> String {
        self.say(
            [
                "{name} si carica a pacchetti interi da {package}: digitare un multiplo di {package}, o nulla per un pacchetto.",
                "{name} is loaded in whole packages of {package}: type a multiple of {package}, or nothing for one package.",
                "{name} se recarga en paquetes enteros de {package}: escriba un múltiplo de {package}, o nada para un paquete.",
                "{name} carrega-se em pacotes inteiros de {package}: escreva um múltiplo de {package}, ou nada para um pacote.",
                "{name}: laaditakse täispakettidena ({package}): sisestage {package} kordne arv või jätke ühe paketi jaoks tühjaks.",
            ],
            name,
            &[("package", Amount::from(i64::from(package)))],
        )
    }

    pub fn whole_uses(self, name: &str) -> String {
        self.say(
            [
                "{name} si usa a ingressi interi: digitare una quantità intera maggiore di zero.",
                "{name} is used in whole uses: type a whole quantity above zero.",
                "{name} se usa en usos enteros: escriba una cantidad entera mayor que cero.",
                "{name} usa-se em utilizações inteiras: escreva uma quantidade inteira maior que zero.",
                "{name}: kasutatakse täiskordadena: sisestage nullist suurem täisarv.",
            ],
            name,
            &[],
        )
    }

    pub fn load_spent(self, left: Amount, all: Amount) -> String {
        self.say(
            [
                "La ricarica non si può annullare: andrebbero tolti {all} ingressi e sulla tessera ne restano {left}.",
                "The load cannot be voided: {all} uses would have to be taken, and {left} are left on the card.",
                "La recarga no se puede anular: habría que quitar {all} usos y en la tarjeta quedan {left}.",
                "O carregamento não pode ser anulado: seria preciso retirar {all} utilizações e no cartão restam {left}.",
                "Laadimist ei saa tühistada: kaardilt tuleks võtta {all} kasutuskorda, alles on {left}.",
            ],
            "",
            &[("all", all), ("left", left)],
        )
    }

    pub fn no_service(self, ids: &str) -> String {
        self.0.say(
            [
                "Questo servizio non è su questa tessera: scegliere tra {ids}.",
                "This service is not on this card: choose one of {ids}.",
                "Este servicio no está en esta tarjeta: elija entre {ids}.",
                "Este serviço não está neste cartão: escolha entre {ids}.",
                "Seda teenust sellel kaardil ei ole: valige {ids}.",
            ],
            &[("ids", ids)],
        )
    }

    pub fn no_money(self, ids: &str) -> String {
        self.0.say(
            [
                "Questa tessera conta ingressi, non denaro o minuti: indicare un servizio ({ids}).",
                "This card counts uses, not money or minutes: name a service ({ids}).",
                "Esta tarjeta cuenta usos, no dinero ni minutos: indique un servicio ({ids}).",
                "Este cartão conta utilizações, não dinheiro nem minutos: indique um serviço ({ids}).",
                "See kaart loeb kasutuskordi, mitte raha ega minuteid: nimetage teenus ({ids}).",
            ],
            &[("ids", ids)],
        )
    }

    pub fn which_service(self) -> &'static str {
        self.0.pick([
            "Quale servizio si carica?",
            "Which service is to be loaded?",
            "¿Qué servicio se recarga?",
            "Que serviço se carrega?",
            "Millist teenust laaditakse?",
        ])
    }

    pub fn no_mode(self) -> &'static str {
        self.0.pick([
            "La tessera servizi non ha modalità d'uso: presentarla senza sceglierne una.",
            "A service card has no usage modes: present it without choosing one.",
            "La tarjeta de servicios no tiene modos de uso: preséntela sin elegir ninguno.",
            "O cartão de serviços não tem modos de uso: apresente-o sem escolher nenhum.",
            "Teenuskaardil ei ole kasutusviise: esitage see ilma valikuta.",
        ])
    }

    pub fn just_used(self) -> &'static str {
        self.0.pick([
            "Gli ingressi sulla tessera sono appena cambiati e non bastano più: ripetere con quelli rimasti.",
            "The uses on the card have just changed and are not enough any more: start again with those left.",
            "Los usos de la tarjeta acaban de cambiar y ya no alcanzan: repita con los que quedan.",
            "As utilizações do cartão acabaram de mudar e já não chegam: repita com as que restam.",
            "Kaardi kasutuskorrad äsja muutusid ega ole enam piisavad: alustage uuesti allesjäänutega.",
        ])
    }

    pub fn void_the_load(self) -> &'static str {
        self.0.pick([
            "Di una ricarica non si fa il reso: annullarla per intero finché nessun ingresso è stato usato.",
            "A load is not returned: void it as a whole while none of its uses is spent.",
            "Una recarga no se devuelve: anúlela entera mientras no se haya gastado ningún uso.",
            "Um carregamento não se devolve: anule-o por inteiro enquanto nenhuma utilização foi gasta.",
            "Laadimist ei tagastata: tühistage see tervikuna, kuni ükski kord pole kasutatud.",
        ])
    }

    fn say(self, texts: [&'static str; 5], name: &str, counts: &[(&str, Amount)]) -> String {
        let counts = counts.iter().map(|(key, count)| (*key, count.round_down(0).to_string()));
        let values: Vec<(&str, String)> = [("name", name.to_owned())].into_iter().chain(counts).collect();
        self.0.say(texts, &values)
    }
}
