//! What a plan may contain. The core trusts no plugin: a plan that breaks a rule is a fault of the plugin,
//! found before anything is reserved or printed.

use super::{
    Stop,
    party::{Party, scale},
};
use fiscus_sdk::{
    Amount, End, Fault, Over, Post, Reason, Shop,
    account::unit_of,
    card::{AccountOwner, Asked, ItemKind, Plan},
};

/// A plan that breaks a rule.
#[must_use]
pub fn broken(what: &str) -> Stop {
    Stop::Fault(Fault::new(Reason::PluginFailed, format!("the plan breaks a rule: {what}")))
}

/// Rules for every plan: postings touch only accounts that the manifest names, each above zero, within one
/// unit and with no more digits than it has.
///
/// # Errors
/// [`broken`].
pub fn movements(shop: &Shop, party: &Party, plan: &Plan) -> Result<(), Stop> {
    let currency = shop.currency.name.as_str();
    for post in &plan.post {
        for end in [&post.from, &post.to] {
            let (owner, label) = match end {
                End::Card(label) => (AccountOwner::Card, label),
                End::Customer(label) => (AccountOwner::Customer, label),
                End::System(_) => continue,
            };
            if !party.manifest.accounts.iter().any(|kind| kind.owner == owner && kind.covers(label, currency)) {
                return Err(broken(&format!("it posts to \"{label}\", which its manifest does not name")));
            }
            if owner == AccountOwner::Customer && party.customer.is_none() {
                return Err(broken(&format!("it posts to \"{label}\" of a customer, and the card has none")));
            }
        }
        let Some(label) = post.label() else {
            return Err(broken("it posts between accounts of the shop"));
        };
        if post.from == post.to {
            return Err(broken(&format!("it posts from \"{label}\" to itself")));
        }
        if let (End::Card(a) | End::Customer(a), End::Card(b) | End::Customer(b)) = (&post.from, &post.to)
            && unit_of(a) != unit_of(b)
        {
            return Err(broken(&format!("it posts from \"{a}\" to \"{b}\", which are of different units")));
        }
        if !post.amount.is_positive() || post.amount.minor(scale(shop, label)).is_none() {
            return Err(broken(&format!("it posts {} to \"{label}\"", post.amount)));
        }
    }
    for label in plan.floors.iter().flat_map(|floor| &floor.over).filter_map(|over| match over {
        Over::Card(label) => Some(label),
        // What a customer owes in all is for every card of his to respect.
        Over::Customer(_) | Over::CustomerCards(_) => None,
    }) {
        if !party.manifest.accounts.iter().any(|k| k.owner == AccountOwner::Card && k.covers(label, currency)) {
            return Err(broken(&format!("a floor over \"{label}\", which its manifest does not name")));
        }
    }
    for item in &plan.items {
        if !item.amount.is_positive() || item.amount.minor(shop.currency.scale).is_none() {
            return Err(broken(&format!("a line of {}", item.amount)));
        }
        if !shop.departments.contains_key(&item.department) {
            return Err(broken(&format!("a line on the department \"{}\", which does not exist", item.department)));
        }
    }
    for tender in &plan.tenders {
        if !tender.amount.is_positive() || tender.amount.minor(shop.currency.scale).is_none() {
            return Err(broken(&format!("a tender of {}", tender.amount)));
        }
    }
    Ok(())
}

/// What a plan takes from the card's accounts of the shop's money, counters apart, less what it gives them.
fn money_taken(shop: &Shop, party: &Party, posts: &[Post]) -> Amount {
    let money = |end: &End| match end {
        End::Card(label) => {
            unit_of(label) == shop.currency.name
                && !party.manifest.accounts.iter().any(|k| k.counter && k.covers(label, &shop.currency.name))
        }
        _ => false,
    };
    posts
        .iter()
        .map(|post| match (money(&post.from), money(&post.to)) {
            (true, false) => post.amount,
            (false, true) => -post.amount,
            _ => Amount::ZERO,
        })
        .sum()
}

/// Rules for a plan of prices: it changes prices and nothing else.
///
/// # Errors
/// [`broken`].
pub fn price(plan: &Plan) -> Result<(), Stop> {
    if !plan.items.is_empty() || !plan.tenders.is_empty() || plan.load.is_some() {
        return Err(broken("a plan of prices puts lines, tenders or a load on the receipt"));
    }
    Ok(())
}

/// Rules for a settlement. `lowered` is what its adjustments take off the total. Answers what the card gives.
///
/// # Errors
/// [`broken`].
pub fn settle(
    shop: &Shop,
    party: &Party,
    plan: &Plan,
    lowered: Amount,
    due: Amount,
    asked: Asked,
) -> Result<Amount, Stop> {
    if plan.items.iter().any(|item| item.kind != ItemKind::Discharge) {
        return Err(broken("a settlement sells something"));
    }
    if plan.load.is_some() {
        return Err(broken("a settlement loads"));
    }
    let tenders: Amount = plan.tenders.iter().map(|t| t.amount).sum();
    let discharged: Amount = plan.items.iter().map(|i| i.amount).sum();
    let given = tenders + discharged + lowered;
    if given > due {
        return Err(broken(&format!("it gives {given} where {due} is due")));
    }
    match asked {
        Asked::Exactly(amount) if given != amount => {
            return Err(broken(&format!("it gives {given} where exactly {amount} was asked")));
        }
        Asked::Nothing if !given.is_zero() => {
            return Err(broken(&format!("it gives {given} where nothing was asked")));
        }
        _ => {}
    }
    // What is collected in the same breath (points in the shop's money) is no backing: it is counted apart.
    let taken: Amount = money_taken(shop, party, &taking(&plan.post));
    if taken != given {
        return Err(broken(&format!("it gives {given} and takes {taken} from the card")));
    }
    Ok(given)
}

fn taking(posts: &[Post]) -> Vec<Post> {
    posts.iter().filter(|post| matches!(post.from, End::Card(_))).cloned().collect()
}

/// Rules for a load: what is credited is what is posted, what is sold is paid.
///
/// # Errors
/// [`broken`].
pub fn load(shop: &Shop, party: &Party, plan: &Plan) -> Result<(), Stop> {
    let Some(figures) = &plan.load else {
        return Err(broken("a load without its figures"));
    };
    if !plan.tenders.is_empty() || !plan.adjust.is_empty() {
        return Err(broken("a load with tenders or adjustments"));
    }
    if plan.items.iter().any(|item| item.kind != ItemKind::Sale) {
        return Err(broken("a load with a discharge"));
    }
    let credited = -money_taken(shop, party, &plan.post);
    if credited != figures.credited {
        return Err(broken(&format!("it says it credits {} and posts {credited}", figures.credited)));
    }
    if figures.to_pay.is_negative() || figures.to_pay.minor(shop.currency.scale).is_none() {
        return Err(broken(&format!("{} to pay", figures.to_pay)));
    }
    let sold: Amount = plan.items.iter().map(|i| i.amount).sum();
    if sold > figures.to_pay {
        return Err(broken(&format!("it sells for {sold} and only {} is to pay", figures.to_pay)));
    }
    if figures.credited > figures.to_pay + figures.gift {
        return Err(broken(&format!(
            "it credits {} for {} paid and {} given",
            figures.credited, figures.to_pay, figures.gift
        )));
    }
    Ok(())
}

/// Rules for a return: nothing of the original comes back more than once, and the tenders are the refund.
///
/// # Errors
/// [`broken`].
pub fn give_back(
    shop: &Shop,
    party: &Party,
    plan: &Plan,
    original: Option<(&[Post], &[Amount])>,
    refund: Amount,
) -> Result<(), Stop> {
    if !plan.items.is_empty() || !plan.adjust.is_empty() || plan.load.is_some() {
        return Err(broken("a return with lines, adjustments or a load"));
    }
    let tenders: Amount = plan.tenders.iter().map(|t| t.amount).sum();
    if tenders != refund {
        return Err(broken(&format!("it gives back {tenders} where {refund} was asked")));
    }
    match original {
        Some((posts, reversed)) => {
            for (index, post) in posts.iter().enumerate() {
                let back: Amount =
                    plan.post.iter().filter(|p| p.from == post.to && p.to == post.from).map(|p| p.amount).sum();
                let same: Amount = posts
                    .iter()
                    .zip(reversed.iter().copied().chain(std::iter::repeat(Amount::ZERO)))
                    .filter(|(p, _)| p.from == post.from && p.to == post.to)
                    .map(|(p, before)| p.amount - before)
                    .sum();
                if back > same {
                    return Err(broken(&format!(
                        "posting {} comes back with {back}, and {same} is left of it",
                        index + 1
                    )));
                }
            }
            if let Some(foreign) =
                plan.post.iter().find(|back| !posts.iter().any(|post| back.from == post.to && back.to == post.from))
            {
                return Err(broken(&format!("it posts {} that the original does not have", foreign.amount)));
            }
        }
        None => {
            let given = -money_taken(shop, party, &plan.post);
            if given != refund {
                return Err(broken(&format!("it takes back {refund} and posts {given}")));
            }
        }
    }
    Ok(())
}

/// Rules for undoing a whole operation: every posting comes back exactly.
///
/// # Errors
/// [`broken`].
pub fn undo(plan: &Plan, posts: &[Post]) -> Result<(), Stop> {
    if !plan.items.is_empty() || !plan.adjust.is_empty() || plan.load.is_some() {
        return Err(broken("a void with lines, adjustments or a load"));
    }
    let mut expected: Vec<Post> = posts.iter().map(|post| post.reversed(post.amount)).collect();
    let mut found = plan.post.clone();
    let order = |a: &Post, b: &Post| (&a.from, &a.to, a.amount).cmp(&(&b.from, &b.to, b.amount));
    expected.sort_by(order);
    found.sort_by(order);
    if expected != found {
        return Err(broken("a void does not undo exactly what was posted"));
    }
    Ok(())
}
