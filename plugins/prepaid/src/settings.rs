//! What an installer may write, and what it means: two modes that exclude each other, and the limits.
//!
//! Only [`Settings`] leaves this file; it cannot hold a form of payment together with departments. It does not
//! know what a load or a payment does with them.

use fiscus_sdk::{
    Amount, Percent, Problem, Shop, TenderKind, Vat,
    money::Uncollected,
    schemars::{self, JsonSchema},
    serde_json::Value,
    settings::{digits, nearest, read},
};
use serde::Deserialize;

/// The settings of one card type, free of contradictions.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub mode: Mode,
    pub variation: Option<Variation>,
    pub fee: FeeFrom,
    pub presets: Vec<Preset>,
    pub free_amount: bool,
    /// None: no limit.
    pub max_load: Option<Amount>,
    /// Zero: no rounding.
    pub rounding_step: Amount,
    /// How far below zero the card itself may go; zero: not at all.
    pub credit_max: Amount,
    /// Whether the credit of the card's customer lets it go below zero.
    pub allow_negative: bool,
    pub uncollected: Uncollected,
    pub ask_description: bool,
    pub ask_customer: bool,
    pub print_balance: bool,
    pub receipt_description: String,
    pub exposure_check: ExposureCheck,
    pub refund_cash: bool,
}

/// How the card pays. Source: S2-02, S2-07.
#[derive(Debug, Clone, PartialEq)]
pub enum Mode {
    /// Mode A: a form of payment; loads are no sale.
    PaymentForm { tender: TenderKind, fee_department: Option<String>, paper: LoadPaper },
    /// Mode B: a sale at the load, a discharge at the purchase, both of the same VAT.
    Departments { load: String, discharge: String, strict_vat: bool },
}

/// What a load prints in mode A.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadPaper {
    /// Two slips. Source: S2-04.
    Slips,
    /// A fiscal receipt on a department that bears no VAT.
    UntaxedReceipt { department: String },
}

/// The settings as they are written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// How the card pays.
    mode: ModeWord,
    /// Mode A: the tender the card prints as [multi_use_voucher].
    tender: Option<TenderKind>,
    /// Mode A: the department of the fee of a load.
    fee_department: Option<String>,
    /// Mode B: the department a load is sold on.
    load_department: Option<String>,
    /// Mode B: the department the card is redeemed on.
    payment_department: Option<String>,
    /// Mode B: redeem only what the receipt has of the same VAT [true].
    strict_vat: Option<bool>,
    /// A gift (above zero) or a fee (below zero) with every load.
    variation: Option<Variation>,
    /// Where the fee is taken: from what the card gets, or added to what is paid [deduct].
    #[serde(default)]
    fee: FeeFrom,
    /// Amounts to offer at a load, in order.
    #[serde(default)]
    presets: Vec<PresetWord>,
    /// Whether other amounts than the presets may be loaded [true].
    #[serde(default = "yes")]
    free_amount: bool,
    /// The most that is loaded at once; 0: no limit [0].
    #[serde(default)]
    max_load: Amount,
    /// Typed amounts are rounded half up to a multiple of it; 0: no rounding [0].
    #[serde(default)]
    rounding_step: Amount,
    /// How far below zero the card may go; 0: never below zero [0].
    #[serde(default)]
    credit_max: Amount,
    /// Whether the customer's credit lets the card go below zero [false].
    #[serde(default)]
    allow_negative: bool,
    /// Mode A: the tender of what lies below zero [goods].
    #[serde(default = "goods")]
    uncollected: Uncollected,
    /// Ask for a free description at a load [false].
    #[serde(default)]
    ask_description: bool,
    /// Ask for the customer at the load of a card that has none [false].
    #[serde(default)]
    ask_customer: bool,
    /// Print the balance after the receipt [true].
    #[serde(default = "yes")]
    print_balance: bool,
    /// What is printed for the card on receipts [Prepagato].
    #[serde(default = "prepagato")]
    receipt_description: String,
    /// Mode A: what a load prints [slips].
    #[serde(default)]
    load_document: LoadDocument,
    /// The department of `load_document = "untaxed_receipt"`: its VAT is a nature.
    untaxed_department: Option<String>,
    /// Which purchases must keep the customer within his limit [every_spend].
    #[serde(default)]
    exposure_check: ExposureCheck,
    /// Whether the till may give back in cash what the card paid [false].
    #[serde(default)]
    refund_cash: bool,
}

fn yes() -> bool {
    true
}

fn goods() -> Uncollected {
    Uncollected::Goods
}

fn prepagato() -> String {
    "Prepagato".to_owned()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ModeWord {
    PaymentForm,
    Departments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum LoadDocument {
    #[default]
    Slips,
    UntaxedReceipt,
}

/// A gift (above zero) or a fee (below zero). Source: S2-14, S2-15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Variation {
    /// Always the same.
    Amount(Amount),
    /// A share of the load, half up.
    Percent(Percent),
}

impl Variation {
    /// Signed, for a load of `amount`; unrounded.
    pub fn of(self, amount: Amount) -> Amount {
        match self {
            Self::Amount(value) => value,
            Self::Percent(percent) => amount.percent(percent),
        }
    }
    fn is_fee(self) -> bool {
        self.of(Amount::from(100)).is_negative()
    }
}

/// Where a fee is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeeFrom {
    /// From what the card gets.
    #[default]
    Deduct,
    /// On top of what the customer pays.
    Add,
}

/// Which purchases must keep the customer within his limit. Source: S3-22.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExposureCheck {
    /// All: what is paid from a positive balance lowers his position too.
    #[default]
    EverySpend,
    /// Those that take the card below zero.
    OnlyUncovered,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "neither an amount such as \"10.00\" nor { pay = \"25.00\", credit = \"30.00\" }")]
enum PresetWord {
    /// An amount.
    Plain(Amount),
    /// What is paid, and what the card gets for it.
    Own(OwnCredit),
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OwnCredit {
    pay: Amount,
    credit: Amount,
}

/// An amount to offer. Source: S2-20.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// What is paid.
    pub pay: Amount,
    /// What the card gets for it, where that is not the rule of every load.
    pub credit: Option<Amount>,
}

/// Reads the settings against the shop.
///
/// # Errors
/// Every contradiction, at the setting at fault, with the fields that cannot stand together.
pub fn open(settings: &Value, shop: &Shop) -> Result<Settings, Vec<Problem>> {
    let written: Written = read(settings)?;
    let mut check = Check { shop, problems: Vec::new() };
    let mode = check.mode(&written);
    check.amounts(&written);
    let presets = check.presets(&written);
    match mode {
        Some(mode) if check.problems.is_empty() => Ok(Settings {
            mode,
            variation: written.variation,
            fee: written.fee,
            presets,
            free_amount: written.free_amount,
            max_load: written.max_load.is_positive().then_some(written.max_load),
            rounding_step: written.rounding_step,
            credit_max: written.credit_max,
            allow_negative: written.allow_negative,
            uncollected: written.uncollected,
            ask_description: written.ask_description,
            ask_customer: written.ask_customer,
            print_balance: written.print_balance,
            receipt_description: written.receipt_description,
            exposure_check: written.exposure_check,
            refund_cash: written.refund_cash,
        }),
        _ => Err(check.problems),
    }
}

struct Check<'a> {
    shop: &'a Shop,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn problem(&mut self, path: &str, text: impl Into<String>) {
        self.problems.push(Problem::at(path, text));
    }

    fn mode(&mut self, written: &Written) -> Option<Mode> {
        match written.mode {
            ModeWord::PaymentForm => self.payment_form(written),
            ModeWord::Departments => self.departments(written),
        }
    }

    /// Source: S2-03, S2-16, S2-25, V-09
    fn payment_form(&mut self, written: &Written) -> Option<Mode> {
        for (field, department) in
            [("load_department", &written.load_department), ("payment_department", &written.payment_department)]
        {
            if department.is_some() {
                self.problem(
                    field,
                    format!(
                        "{field} cannot stand beside mode = \"payment_form\" and its tender: remove it, or write \
                         mode = \"departments\" with load_department and payment_department"
                    ),
                );
            }
        }
        let tender = written.tender.unwrap_or(TenderKind::MultiUseVoucher);
        if matches!(tender, TenderKind::Cash | TenderKind::Cheque | TenderKind::Electronic | TenderKind::MealTicket) {
            self.problem(
                "tender",
                format!(
                    "tender = \"{}\" is money the shop would have received: a card of its own is \
                     \"multi_use_voucher\", \"payment_discount\" or one of \"uncollected_…\"",
                    tender.word()
                ),
            );
        }
        if let Some(id) = &written.fee_department {
            self.department("fee_department", id);
        } else if written.variation.is_some_and(Variation::is_fee) {
            self.problem(
                "fee_department",
                "a negative variation is a fee, and a fee is sold on a fiscal receipt: name its fee_department",
            );
        }
        let paper = match (written.load_document, &written.untaxed_department) {
            (LoadDocument::Slips, None) => Some(LoadPaper::Slips),
            (LoadDocument::Slips, Some(_)) => {
                self.problem(
                    "untaxed_department",
                    "untaxed_department is used by load_document = \"untaxed_receipt\" only: write that, or remove it",
                );
                None
            }
            (LoadDocument::UntaxedReceipt, None) => {
                self.problem("load_document", "load_document = \"untaxed_receipt\" needs an untaxed_department");
                None
            }
            (LoadDocument::UntaxedReceipt, Some(id)) => {
                if let Some(Vat::Rate(rate)) = self.department("untaxed_department", id) {
                    self.problem(
                        "untaxed_department",
                        format!(
                            "department \"{id}\" bears {}% VAT: its vat must be a nature such as \"N2\"",
                            rate.decimal().normalize()
                        ),
                    );
                }
                Some(LoadPaper::UntaxedReceipt { department: id.clone() })
            }
        };
        self.problems.extend(written.uncollected.problems(self.shop));
        Some(Mode::PaymentForm { tender, fee_department: written.fee_department.clone(), paper: paper? })
    }

    /// Source: S2-07, S2-17, S2-25, V-08, V-09
    fn departments(&mut self, written: &Written) -> Option<Mode> {
        if written.tender.is_some() {
            self.problem(
                "tender",
                "tender cannot stand beside mode = \"departments\" with load_department and payment_department: \
                 remove it, or write mode = \"payment_form\" without departments",
            );
        }
        for (field, there) in [
            ("fee_department", written.fee_department.is_some()),
            ("untaxed_department", written.untaxed_department.is_some()),
            ("load_document", written.load_document == LoadDocument::UntaxedReceipt),
        ] {
            if there {
                self.problem(
                    field,
                    format!(
                        "{field} belongs to mode = \"payment_form\": with mode = \"departments\" all that is paid \
                         for a load is sold on load_department"
                    ),
                );
            }
        }
        let load = written.load_department.as_ref().map(|id| (id, self.department("load_department", id)));
        let discharge = written.payment_department.as_ref().map(|id| (id, self.department("payment_department", id)));
        match (load, discharge) {
            (Some((load, load_vat)), Some((discharge, discharge_vat))) => {
                if let (Some(load_vat), Some(discharge_vat)) = (load_vat, discharge_vat)
                    && load_vat != discharge_vat
                {
                    self.problem(
                        "payment_department",
                        format!(
                            "load_department \"{load}\" bears {load_vat} and payment_department \"{discharge}\" bears \
                             {discharge_vat}: what is paid with the VAT of the load must be redeemed with the same"
                        ),
                    );
                }
                let strict_vat = written.strict_vat.unwrap_or(true);
                Some(Mode::Departments { load: load.clone(), discharge: discharge.clone(), strict_vat })
            }
            (Some(_), None) => {
                self.problem("load_department", "load_department needs a payment_department beside it");
                None
            }
            (None, Some(_)) => {
                self.problem("payment_department", "payment_department needs a load_department beside it");
                None
            }
            (None, None) => {
                self.problem("mode", "mode = \"departments\" needs load_department and payment_department");
                None
            }
        }
    }

    /// The tax treatment of a department, or a problem.
    fn department(&mut self, field: &str, id: &str) -> Option<Vat> {
        if let Some(department) = self.shop.departments.get(id) {
            return Some(department.vat.clone());
        }
        let known = self.shop.departments.keys().map(String::as_str);
        let hint = match nearest(id, known.clone()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("there are: {}", known.collect::<Vec<_>>().join(", ")),
        };
        self.problem(field, format!("there is no department \"{id}\"; {hint}"));
        None
    }

    fn amounts(&mut self, written: &Written) {
        for (field, amount) in [
            ("max_load", written.max_load),
            ("rounding_step", written.rounding_step),
            ("credit_max", written.credit_max),
        ] {
            if amount.is_negative() {
                self.problem(field, format!("{field} is written without a sign: \"{}\"", amount.abs()));
            }
            self.digits(field, amount);
        }
        match written.variation {
            Some(Variation::Amount(amount)) => self.digits("variation.amount", amount),
            Some(Variation::Percent(percent)) if percent.abs() > Percent::from(100) => {
                self.problem("variation.percent", format!("{percent} percent is more than the load itself"));
            }
            _ => {}
        }
    }

    fn digits(&mut self, path: &str, amount: Amount) {
        self.problems.extend(digits(self.shop, path, amount));
    }

    fn presets(&mut self, written: &Written) -> Vec<Preset> {
        let mut presets: Vec<Preset> = Vec::new();
        for (index, word) in written.presets.iter().enumerate() {
            let preset = match *word {
                PresetWord::Plain(pay) => Preset { pay, credit: None },
                PresetWord::Own(OwnCredit { pay, credit }) => Preset { pay, credit: Some(credit) },
            };
            let path = format!("presets.{index}");
            self.digits(&path, preset.pay);
            if !preset.pay.is_positive() {
                self.problem(&path, "a preset is above zero");
            }
            if written.max_load.is_positive() && preset.pay > written.max_load {
                self.problem(&path, format!("{} is above max_load = \"{}\"", preset.pay, written.max_load));
            }
            if let Some(credit) = preset.credit {
                self.digits(&path, credit);
                if credit < preset.pay {
                    self.problem(&path, "credit is at least what is paid; a fee is a negative variation");
                }
            }
            if presets.iter().any(|other| other.pay == preset.pay) {
                self.problem(&path, format!("{} is offered twice", preset.pay));
            }
            presets.push(preset);
        }
        if !written.free_amount && presets.is_empty() {
            self.problem("free_amount", "free_amount = false needs presets to choose from");
        }
        presets
    }
}
