//! The shapes of the socket: what a till sends and what it gets back, one type for each.
//!
//! Requests deny unknown and duplicate keys. Amounts are [`crate::Amount`]: decimal strings in answers,
//! strings or numbers in requests. `docs/schema` holds the JSON Schema of each, generated from here.

mod answer;
mod request;

pub use answer::*;
pub use request::*;

/// A method: its name and the types of its parameters and its result.
pub trait Method {
    /// The name on the wire.
    const NAME: &'static str;
    /// The parameters.
    type Params: serde::Serialize + serde::de::DeserializeOwned + schemars::JsonSchema;
    /// The result.
    type Answer: serde::Serialize + serde::de::DeserializeOwned + schemars::JsonSchema;
}

/// A method's name with the schemas of its parameters and its result.
#[derive(Debug, Clone, serde::Serialize)]
pub struct MethodSchema {
    /// The name on the wire.
    pub method: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// JSON Schema of the parameters.
    pub params: serde_json::Value,
    /// JSON Schema of the result.
    pub result: serde_json::Value,
}

macro_rules! methods {
    ($(#[doc = $about:literal] $kind:ident = $name:literal ($params:ty) -> $answer:ty;)*) => {
        $(#[doc = $about] #[derive(Debug)] pub enum $kind {}
        impl Method for $kind {
            const NAME: &'static str = $name;
            type Params = $params;
            type Answer = $answer;
        })*
        /// The names of all methods.
        pub const NAMES: &[&str] = &[$($name),*];

        /// Every method, for the reference.
        #[must_use]
        pub fn schemas() -> Vec<MethodSchema> {
            vec![$(MethodSchema {
                method: $name,
                about: $about.trim_ascii(),
                params: crate::settings::schema::<$params>(),
                result: crate::settings::schema::<$answer>(),
            }),*]
        }
    };
}

methods! {
    /// Prices a receipt; stores nothing.
    ReceiptQuote = "receipt.quote" (ReceiptRequest) -> OperationAnswer;
    /// Sells.
    ReceiptIssue = "receipt.issue" (ReceiptRequest) -> OperationAnswer;
    /// Takes goods back.
    ReceiptReturn = "receipt.return" (ReturnRequest) -> OperationAnswer;
    /// Undoes a whole operation.
    ReceiptVoid = "receipt.void" (VoidRequest) -> OperationAnswer;
    /// What a load would come to; stores nothing.
    CardQuote = "card.quote" (LoadRequest) -> OperationAnswer;
    /// Loads a card.
    CardLoad = "card.load" (LoadRequest) -> OperationAnswer;
    /// Registers a card.
    CardIssue = "card.issue" (CardIssueRequest) -> CardAnswer;
    /// Uses something on a card without a receipt.
    CardUse = "card.use" (CardUseRequest) -> CardAnswer;
    /// Shows a card's PIN; recorded.
    CardReveal = "card.reveal" (CardRevealRequest) -> RevealAnswer;
    /// Makes cards for the stock.
    CardsGenerate = "cards.generate" (CardsGenerateRequest) -> BatchAnswer;
    /// Moves cards: into and out of the stock, to partners and back, blocked, deleted. All or none.
    CardsMove = "cards.move" (CardsMoveRequest) -> MovedAnswer;
    /// Writes cards that are created to a file, for the shop that makes them.
    CardsExport = "cards.export" (CardsExportRequest) -> FileAnswer;
    /// Makes a PDF of cards, or of the list of their PINs.
    CardsPrint = "cards.print" (CardsPrintRequest) -> FileAnswer;
    /// Takes what is on the cards of a type off them, all or what was earned before a day.
    CardsZero = "cards.zero" (CardsZeroRequest) -> ZeroAnswer;
    /// What moved on a group of cards, newest first.
    CardsTrack = "cards.track" (CardsTrackRequest) -> List<TrackItem>;
    /// Changes a card's record.
    CardSave = "card.save" (CardSaveRequest) -> CardAnswer;
    /// Stores a partner.
    PartnerSave = "partner.save" (PartnerSaveRequest) -> PartnerAnswer;
    /// Partners by name.
    PartnersFind = "partners.find" (PartnersFindRequest) -> List<PartnerAnswer>;
    /// The words that records may use.
    CatalogLists = "catalog.lists" (Nothing) -> ListsAnswer;
    /// What can be sold as a line of a receipt, with what is in stock.
    CatalogSellable = "catalog.sellable" (Nothing) -> List<SellableItem>;
    /// A card with its balances.
    CardGet = "card.get" (CardGetRequest) -> CardAnswer;
    /// What moved on a card, newest first.
    CardHistory = "card.history" (CardHistoryRequest) -> List<EntryAnswer>;
    /// Cards by filter.
    CardsFind = "cards.find" (CardsFindRequest) -> List<CardAnswer>;
    /// Stores a customer.
    CustomerSave = "customer.save" (CustomerSaveRequest) -> CustomerAnswer;
    /// A customer with his position.
    CustomerGet = "customer.get" (CustomerGetRequest) -> CustomerAnswer;
    /// Customers by filter.
    CustomersFind = "customers.find" (CustomersFindRequest) -> List<CustomerAnswer>;
    /// Writes all that is kept of a customer to a file.
    CustomerExport = "customer.export" (CustomerExportRequest) -> FileAnswer;
    /// Removes a customer's personal data for good.
    CustomerErase = "customer.erase" (CustomerEraseRequest) -> EraseAnswer;
    /// A customer's picture.
    CustomerPicture = "customer.picture" (CustomerGetRequest) -> PictureAnswer;
    /// Stores or deletes a customer's picture.
    CustomerSavePicture = "customer.save_picture" (PictureSaveRequest) -> PictureAnswer;
    /// What a customer owes was invoiced or paid.
    CustomerSettle = "customer.settle" (CustomerSettleRequest) -> CustomerAnswer;
    /// Looks at every customer's turnover and sets the discounts it has earned.
    DiscountsReview = "discounts.review" (DiscountsReviewRequest) -> ReviewAnswer;
    /// Where an operation stands.
    OperationGet = "operation.get" (TargetRequest) -> OperationAnswer;
    /// A person decides what the device could not tell.
    OperationResolve = "operation.resolve" (ResolveRequest) -> OperationAnswer;
    /// Operations by filter, in the order they were opened.
    OperationsFind = "operations.find" (OperationsFindRequest) -> List<OperationAnswer>;
    /// Prints a slip.
    SlipPrint = "slip.print" (SlipRequest) -> OperationAnswer;
    /// Prints a slip of an operation again, marked as a copy.
    DocumentReprint = "document.reprint" (TargetRequest) -> OperationAnswer;
    /// The printers.
    PrinterList = "printer.list" (Nothing) -> List<PrinterAnswer>;
    /// How a printer is.
    PrinterStatus = "printer.status" (PrinterRequest) -> StatusAnswer;
    /// Opens the drawer.
    PrinterOpenDrawer = "printer.open_drawer" (PrinterRequest) -> Empty;
    /// Shows two lines to the customer.
    PrinterDisplay = "printer.display" (DisplayRequest) -> Empty;
    /// Prints a short slip to see whether all is well.
    PrinterTest = "printer.test" (PrinterRequest) -> StatusAnswer;
    /// Prints an X report.
    PrinterXReport = "printer.x_report" (PrinterOperationRequest) -> OperationAnswer;
    /// Prints a Z report: closes the day.
    PrinterZReport = "printer.z_report" (PrinterOperationRequest) -> OperationAnswer;
    /// Puts cash into the drawer.
    PrinterCashIn = "printer.cash_in" (CashRequest) -> OperationAnswer;
    /// Takes cash out of the drawer.
    PrinterCashOut = "printer.cash_out" (CashRequest) -> OperationAnswer;
    /// The daemon.
    DaemonInfo = "daemon.info" (Nothing) -> InfoAnswer;
    /// Notifications on this connection from now on.
    EventsSubscribe = "events.subscribe" (SubscribeRequest) -> Empty;
    /// Loads of a day, with those that no fiscal document covers.
    ReportLoads = "report.loads" (DayRequest) -> LoadsReport;
    /// What the shop owes to card holders.
    ReportLiability = "report.liability" (Nothing) -> LiabilityReport;
    /// Opening and closing balances of cards.
    ReportCards = "report.cards" (CardsReportRequest) -> CardsReport;
    /// What a customer bought, paid and owes.
    ReportStatement = "report.statement" (StatementRequest) -> StatementReport;
    /// Discounted sales.
    ReportDiscounts = "report.discounts" (PeriodRequest) -> DiscountsReport;
    /// Who made, moved and exported cards, when and how many.
    ReportStock = "report.stock" (PeriodRequest) -> List<StockItem>;
    /// Writes a report to a file.
    ReportExport = "report.export" (ReportExportRequest) -> FileAnswer;
    /// This connection speaks for an operator from now on.
    SessionLogin = "session.login" (LoginRequest) -> SessionAnswer;
    /// This connection speaks for nobody any more, or for whom its user of the machine stands.
    SessionLogout = "session.logout" (Nothing) -> SessionAnswer;
    /// Who this connection speaks for.
    SessionGet = "session.get" (Nothing) -> SessionAnswer;
    /// What is to be done outside the shop, in order.
    DeliveriesFind = "deliveries.find" (DeliveriesFindRequest) -> List<DeliveryItem>;
}
