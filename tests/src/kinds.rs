//! The kinds of cards a shop of the scenarios may have: for each the library, and card types made of it. Numbers of
//! every type begin with two digits of their own and have eight.

/// A library of a card type, and card types of a configuration that use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// The package of the library.
    pub package: &'static str,
    /// The card types.
    pub types: &'static str,
}

/// Discounts of the shop's list; they are in every shop of the scenarios.
pub const DISCOUNTS: &str = r#"
[discounts.five]
percent = "5"
[discounts.ten]
percent = "10"
[discounts.pizza]
percent = "20"
categories = ["pizza"]
[discounts.evening]
percent = "30"
weekdays = ["mon", "tue", "wed", "thu", "fri"]
from = "17:00"
to = "19:00"
[discounts.party]
percent = "25"
[discounts.three]
amount = "3.00"
"#;

/// `bonus` (20…) earns money back and pays whole bills, `part` (21…) pays parts of bills, `points` (22…) only counts,
/// `saver` (23…) earns what discounts would take off.
pub const BONUS: Kind = Kind {
    package: "fiscus-bonus",
    types: r#"
[card_types.bonus]
plugin = "bonus"
numbers = { prefix = "20", length = 8 }
[card_types.bonus.settings]
rate = "5"
[card_types.part]
plugin = "bonus"
numbers = { prefix = "21", length = 8 }
[card_types.part.settings]
rate = "10"
partial = true
departments = ["bar"]
[card_types.points]
plugin = "bonus"
numbers = { prefix = "22", length = 8 }
[card_types.points.settings]
rate = "100"
unit = "PT"
thresholds = [{ points = "10", notice = "Hand out a cup." }, { points = "25", slip = "RAFFLE TICKET" }]
[card_types.saver]
plugin = "bonus"
numbers = { prefix = "23", length = 8 }
[card_types.saver.settings]
discounts = ["pizza", "five"]
"#,
};

/// `credit` (30…) goes down to -50.00 and its customer to -80.00, `debit` (31…) must be loaded first, `choice` (32…)
/// gives its discount alone where the till chooses it.
pub const CREDIT: Kind = Kind {
    package: "fiscus-credit",
    types: r#"
[card_types.credit]
plugin = "credit"
numbers = { prefix = "30", length = 8 }
[card_types.credit.settings]
limit = "-50.00"
customer_limit = "-80.00"
[card_types.debit]
plugin = "credit"
numbers = { prefix = "31", length = 8 }
[card_types.debit.settings]
limit = "50.00"
[card_types.choice]
plugin = "credit"
numbers = { prefix = "32", length = 8 }
[card_types.choice.settings]
limit = "-20.00"
discounts = ["ten"]
discount_alone = true
[card_types.tied]
plugin = "credit"
numbers = { prefix = "33", length = 8 }
[card_types.tied.settings]
limit = "-20.00"
discounts = ["ten"]
"#,
};

/// `charge` (40…) pays at most 6.00 a day, `company` (41…) without limit and with a discount.
pub const CHARGE: Kind = Kind {
    package: "fiscus-charge",
    types: r#"
[card_types.charge]
plugin = "charge"
numbers = { prefix = "40", length = 8 }
[card_types.charge.settings]
daily_limit = "6.00"
[card_types.company]
plugin = "charge"
numbers = { prefix = "41", length = 8 }
[card_types.company.settings]
discounts = ["five"]
"#,
};

/// `discount` (50…) has an ordered list, `tiers` (51…) rates for turnover, `birthday` (52…) a party, `strict` (53…) is
/// refused outside its hours, `stacks` (54…) and `manual` (55…) are what they say.
pub const DISCOUNT: Kind = Kind {
    package: "fiscus-discount",
    types: r#"
[card_types.discount]
plugin = "discount"
numbers = { prefix = "50", length = 8 }
[card_types.discount.settings]
discounts = ["evening", "pizza", "five"]
[card_types.tiers]
plugin = "discount"
numbers = { prefix = "51", length = 8 }
[card_types.tiers.settings]
tiers = [{ turnover = "1000", percent = "5" }, { turnover = "3000", percent = "10" }, { turnover = "5000", percent = "15" }]
[card_types.birthday]
plugin = "discount"
numbers = { prefix = "52", length = 8 }
[card_types.birthday.settings]
discounts = ["five"]
birthday = { discount = "party", before = 3, after = 2 }
[card_types.strict]
plugin = "discount"
numbers = { prefix = "53", length = 8 }
outside_window = "refuse"
[card_types.strict.settings]
discounts = ["ten"]
[card_types.stacks]
plugin = "discount"
numbers = { prefix = "54", length = 8 }
stackable = true
[card_types.stacks.settings]
discounts = ["ten"]
[card_types.manual]
plugin = "discount"
numbers = { prefix = "55", length = 8 }
[card_types.manual.settings]
tiers = [{ turnover = "100", percent = "10" }]
tier_mode = "manual"
never_down = true
"#,
};

/// `stamp` (60…): each sixth pizza is free; `coffee` (61…): each third, in the order of the receipt, at half price.
pub const STAMP: Kind = Kind {
    package: "fiscus-stamp",
    types: r#"
[card_types.stamp]
plugin = "stamp"
numbers = { prefix = "60", length = 8 }
[card_types.stamp.settings]
every = 6
goods = { categories = ["pizza"] }
[card_types.coffee]
plugin = "stamp"
numbers = { prefix = "61", length = 8 }
stackable = true
[card_types.coffee.settings]
every = 3
free = "entry_order"
percent = "50"
goods = { articles = ["CF"] }
"#,
};

/// `gym` (70…): ten aerobics classes for 50.00, one sauna for 12.00, good for a month.
pub const SERVICE: Kind = Kind {
    package: "fiscus-service",
    types: r#"
[card_types.gym]
plugin = "service"
numbers = { prefix = "70", length = 8 }
[card_types.gym.settings]
services = [
  { id = "aerobics", name = "Aerobics", uses = 10, price = "50.00", department = "shop" },
  { id = "sauna", name = "Sauna", uses = 1, price = "12.00", department = "bar", valid_days = 30 },
]
"#,
};

/// `computer` (80…): PIN cards of an hour and of a day; `ticket` (81…): tickets with money.
pub const PIN: Kind = Kind {
    package: "fiscus-pin",
    types: r#"
[card_types.computer]
plugin = "pin"
numbers = { prefix = "80", length = 8 }
[card_types.computer.settings]
form = "card"
profiles = [
  { id = "hour", name = "One hour", minutes = 60, price = "2.00", department = "shop", valid_days = 30 },
  { id = "day", name = "One day", minutes = 1440, price = "9.00", department = "shop" },
]
[card_types.ticket]
plugin = "pin"
numbers = { prefix = "81", length = 8 }
[card_types.ticket.settings]
form = "ticket"
profiles = [{ id = "surf", name = "Surf ticket", amount = "5.00", price = "5.00", department = "shop", valid_days = 7 }]
"#,
};

/// `wifi` (90…): cards that partners sell.
pub const ACCESS: Kind = Kind {
    package: "fiscus-access",
    types: r#"
[card_types.wifi]
plugin = "access"
numbers = { prefix = "90", length = 8 }
[card_types.wifi.settings]
service = "internet"
profiles = [{ id = "week", name = "A week", minutes = 10080, price = "15.00", department = "shop", valid_days = 7 }]
"#,
};

/// `wallet` (98…): a form of payment.
pub const WALLET: Kind = Kind {
    package: "fiscus-prepaid",
    types: r#"
[card_types.wallet]
plugin = "prepaid"
numbers = { prefix = "98", length = 8 }
[card_types.wallet.settings]
mode = "payment_form"
"#,
};

/// The same library in all its forms: `wallet` (98…) is a form of payment, `voucher` (97…) is sold and discharged on `bar`,
/// `gift` (96…) gives 5.00 with each load, `untaxed` (95…) prints a receipt for its load.
pub const PREPAID: Kind = Kind {
    package: WALLET.package,
    types: r#"
[card_types.wallet]
plugin = "prepaid"
numbers = { prefix = "98", length = 8 }
[card_types.wallet.settings]
mode = "payment_form"
[card_types.voucher]
plugin = "prepaid"
numbers = { prefix = "97", length = 8 }
[card_types.voucher.settings]
mode = "departments"
load_department = "bar"
payment_department = "bar"
[card_types.gift]
plugin = "prepaid"
numbers = { prefix = "96", length = 8 }
[card_types.gift.settings]
mode = "payment_form"
variation = { amount = "5.00" }
[card_types.untaxed]
plugin = "prepaid"
numbers = { prefix = "95", length = 8 }
[card_types.untaxed.settings]
mode = "payment_form"
load_document = "untaxed_receipt"
untaxed_department = "exempt"
"#,
};

/// Every kind there is.
pub const EVERY: [Kind; 9] = [BONUS, CREDIT, CHARGE, DISCOUNT, STAMP, SERVICE, PIN, ACCESS, WALLET];
