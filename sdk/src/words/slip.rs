//! The words of the slips of a load.

use super::Words;

crate::words! { Words;
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
}
