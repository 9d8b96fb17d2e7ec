//! What people read: slips, receipts, questions, notices and refusals, in the five languages of the SDK.
//!
//! Each sentence says what to do. The order is always Italian, English, Spanish, Portuguese, Estonian; which
//! sentence is said when, the rules decide.

use fiscus_sdk::{Amount, Language, Shop, TenderKind, jiff::civil::DateTime};

/// The words of a shop's language.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub shop: &'a Shop,
}

macro_rules! labels {
    ($($name:ident $texts:expr;)*) => {
        impl Words<'_> {
            $(pub fn $name(self) -> &'static str { self.shop.language.pick($texts) })*
        }
    };
}

macro_rules! sentences_of_amounts {
    ($($name:ident($($value:ident),*) $texts:expr;)*) => {
        impl Words<'_> {
            $(pub fn $name(self $(, $value: Amount)*) -> String {
                fill(self.shop.language.pick($texts), &[$((stringify!($value), self.money($value))),*])
            })*
        }
    };
}

/// `template` with each `{name}` replaced by its value.
fn fill(template: &str, values: &[(&str, String)]) -> String {
    let name = |name: &str| format!("{{{name}}}");
    values.iter().fold(template.to_owned(), |text, (key, value)| text.replace(&name(key), value))
}

labels! {
    load_title ["RICARICA PREPAGATO", "PREPAID CARD LOAD", "RECARGA DE PREPAGO", "CARREGAMENTO PRÉ-PAGO", "ETTEMAKSUKAARDI LAADIMINE"];
    void_title ["ANNULLO RICARICA", "LOAD VOIDED", "RECARGA ANULADA", "CARREGAMENTO ANULADO", "LAADIMINE TÜHISTATUD"];
    not_fiscal ["Documento non fiscale", "Not a fiscal document", "Documento no fiscal", "Documento não fiscal", "Mittefiskaalne dokument"];
    customer_copy ["Copia cliente", "Customer's copy", "Copia del cliente", "Cópia do cliente", "Kliendi eksemplar"];
    drawer_copy ["Copia cassetto", "Drawer copy", "Copia de caja", "Cópia da gaveta", "Kassasahtli eksemplar"];
    date ["Data e ora", "Date and time", "Fecha y hora", "Data e hora", "Kuupäev ja kellaaeg"];
    till ["Cassa", "Till", "Caja", "Caixa", "Kassa"];
    operator ["Operatore", "Operator", "Operador", "Operador", "Kassapidaja"];
    card ["Tessera", "Card", "Tarjeta", "Cartão", "Kaart"];
    amount ["Importo ricarica", "Load", "Importe de la recarga", "Valor do carregamento", "Laaditav summa"];
    gift ["Omaggio", "Gift", "Regalo", "Oferta", "Kingitus"];
    settled ["Saldo debito", "Debt settled", "Deuda saldada", "Dívida saldada", "Tasutud võlg"];
    new_load ["Nuova ricarica", "New load", "Nueva recarga", "Novo carregamento", "Uus laadimine"];
    on_receipt ["Su documento commerciale", "On the fiscal receipt", "En el recibo fiscal", "No recibo fiscal", "Fiskaalsel kviitungil"];
    off_receipt ["Senza documento fiscale", "Without fiscal document", "Sin documento fiscal", "Sem documento fiscal", "Ilma fiskaaldokumendita"];
    new_balance ["Nuovo saldo", "New balance", "Nuevo saldo", "Novo saldo", "Uus jääk"];
    to_pay ["Pagato", "Paid", "Pagado", "Pago", "Makstud"];
    given_back ["Reso al cliente", "Given back", "Devuelto al cliente", "Devolvido ao cliente", "Kliendile tagastatud"];
    change ["Resto", "Change", "Cambio", "Troco", "Vahetusraha"];
    voided_operation ["Operazione annullata", "Operation voided", "Operación anulada", "Operação anulada", "Tühistatud toiming"];
    fee [
        "Costo ricarica",
        "Load fee",
        "Coste de recarga",
        "Custo de carregamento",
        "Laadimistasu",
    ];
    services_settled [
        "Saldo servizi non riscossi",
        "Services settled",
        "Servicios saldados",
        "Serviços saldados",
        "Teenuste võlg tasutud",
    ];
    gift_money [
        "Omaggio prepagato",
        "Prepaid gift",
        "Regalo de prepago",
        "Oferta pré-pago",
        "Kinkeraha",
    ];
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
    not_an_amount [
        "L'importo non è un numero: digitarlo come 10.00.",
        "The amount is not a number: type it like 10.00.",
        "El importe no es un número: escríbalo como 10.00.",
        "O valor não é um número: escreva-o como 10.00.",
        "Summa ei ole arv: sisestage see kujul 10.00.",
    ];
    changes_no_prices [
        "Questa tessera non cambia i prezzi: usarla per pagare.",
        "This card changes no prices: use it to pay.",
        "Esta tarjeta no cambia los precios: úsela para pagar.",
        "Este cartão não altera os preços: use-o para pagar.",
        "See kaart hindu ei muuda: kasutage seda maksmiseks.",
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
    no_refund_by_department [
        "Su questa tessera non si riaccreditano resi: rimborsare in denaro la parte pagata in denaro.",
        "Refunds do not go onto this card: give back in money what was paid in money.",
        "Esta tarjeta no admite reembolsos: devuelva en dinero lo pagado en dinero.",
        "Este cartão não aceita reembolsos: devolva em dinheiro o que foi pago em dinheiro.",
        "Sellele kaardile ei saa tagasi maksta: tagastage rahas see, mis rahas maksti.",
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
}

sentences_of_amounts! {
    more_than_due(amount, due) [
        "{amount} è più di quanto resta da pagare: digitare al massimo {due}.",
        "{amount} is more than what is due: type at most {due}.",
        "{amount} es más de lo que queda por pagar: escriba como máximo {due}.",
        "{amount} é mais do que falta pagar: escreva no máximo {due}.",
        "{amount} on rohkem kui tasuda jäänud: sisestage kõige rohkem {due}.",
    ];
    other_vat(most) [
        "Con questa tessera si possono scontare al massimo {most} di questo scontrino: il resto ha un'altra IVA. Incassarlo in altro modo.",
        "This card can redeem at most {most} of this receipt: the rest bears another VAT. Take it another way.",
        "Con esta tarjeta se pueden descontar como máximo {most} de este recibo: el resto lleva otro IVA. Cóbrelo de otro modo.",
        "Este cartão pode descontar no máximo {most} deste recibo: o resto tem outro IVA. Cobre-o de outro modo.",
        "Selle kaardiga saab katta kõige rohkem {most} sellest kviitungist: ülejäänul on teine käibemaks. Võtke see muul viisil.",
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
}

impl Words<'_> {
    /// With the currency: `12,50 EUR`.
    pub fn money(self, amount: Amount) -> String {
        let currency = &self.shop.currency;
        format!("{} {}", self.shop.language.amount(currency.round(amount)), currency.name)
    }

    /// A date and a time as they are written here.
    pub fn moment(self, now: DateTime) -> String {
        let (year, month, day) = (now.year(), now.month(), now.day());
        let date = match self.shop.language {
            Language::En => format!("{year:04}-{month:02}-{day:02}"),
            Language::Et => format!("{day:02}.{month:02}.{year:04}"),
            Language::It | Language::Es | Language::Pt => format!("{day:02}/{month:02}/{year:04}"),
        };
        format!("{date} {:02}:{:02}", now.hour(), now.minute())
    }

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

    pub fn only_presets(self, presets: impl Iterator<Item = Amount>) -> String {
        let text = self.shop.language.pick([
            "Importo libero non previsto: scegliere tra {presets}.",
            "No free amounts here: choose one of {presets}.",
            "Importe libre no previsto: elija entre {presets}.",
            "Valor livre não previsto: escolha entre {presets}.",
            "Vaba summa ei ole lubatud: valige {presets}.",
        ]);
        fill(text, &[("presets", presets.map(|amount| self.money(amount)).collect::<Vec<_>>().join(", "))])
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
            |amount| self.money(amount),
        );
        fill(text, &[("position", self.money(position)), ("headroom", headroom)])
    }

    /// How something was paid.
    pub fn tender(self, kind: TenderKind) -> &'static str {
        self.shop.language.pick(match kind {
            TenderKind::Cash => ["Contanti", "Cash", "Efectivo", "Numerário", "Sularaha"],
            TenderKind::Cheque => ["Assegno", "Cheque", "Cheque", "Cheque", "Tšekk"],
            TenderKind::Electronic => [
                "Pagamento elettronico",
                "Electronic payment",
                "Pago electrónico",
                "Pagamento eletrónico",
                "Elektrooniline makse",
            ],
            TenderKind::MealTicket => {
                ["Buoni pasto", "Meal tickets", "Vales de comida", "Vales de refeição", "Toidutalongid"]
            }
            TenderKind::MultiUseVoucher => [
                "Buono multiuso",
                "Multi-use voucher",
                "Vale polivalente",
                "Vale multiusos",
                "Mitmeotstarbeline vautšer",
            ],
            TenderKind::PaymentDiscount => [
                "Sconto a pagare",
                "Discount at payment",
                "Descuento en el pago",
                "Desconto no pagamento",
                "Allahindlus maksmisel",
            ],
            TenderKind::UncollectedGoods => [
                "Non riscosso beni",
                "Uncollected: goods",
                "No cobrado: bienes",
                "Não cobrado: bens",
                "Tasumata: kaubad",
            ],
            TenderKind::UncollectedServices => [
                "Non riscosso servizi",
                "Uncollected: services",
                "No cobrado: servicios",
                "Não cobrado: serviços",
                "Tasumata: teenused",
            ],
            TenderKind::UncollectedInvoice => {
                ["Segue fattura", "Invoice follows", "Sigue factura", "Segue fatura", "Järgneb arve"]
            }
            TenderKind::UncollectedHealth => [
                "Non riscosso SSN",
                "Uncollected: health service",
                "No cobrado: sanidad",
                "Não cobrado: saúde",
                "Tasumata: tervishoid",
            ],
        })
    }
}
