//! Names in settings that must be known to the shop: discounts and departments.

use super::nearest;
use crate::{Problem, Shop};

/// A problem for each name that is no discount of the shop's, and for each that is written twice.
#[must_use]
pub fn discounts(shop: &Shop, path: &str, names: &[String]) -> Vec<Problem> {
    all(path, names, |path, name| discount(shop, path, name))
}

/// A problem where the shop has no such discount; it names the nearest.
#[must_use]
pub fn discount(shop: &Shop, path: &str, name: &str) -> Option<Problem> {
    known("discount", path, name, shop.discounts.keys())
}

/// A problem for each id that is no department of the shop's, and for each that is written twice.
#[must_use]
pub fn departments(shop: &Shop, path: &str, ids: &[String]) -> Vec<Problem> {
    all(path, ids, |path, id| known("department", path, id, shop.departments.keys()))
}

fn all(path: &str, names: &[String], check: impl Fn(&str, &str) -> Option<Problem>) -> Vec<Problem> {
    let place = |at: usize| format!("{path}.{at}");
    let unknown = names.iter().enumerate().filter_map(|(at, name)| check(&place(at), name));
    let twice = names.iter().enumerate().filter(|(at, name)| names[..*at].contains(name));
    unknown.chain(twice.map(|(at, name)| Problem::at(&place(at), format!("\"{name}\" is written twice")))).collect()
}

fn known<'a>(what: &str, path: &str, name: &str, there: impl Iterator<Item = &'a String> + Clone) -> Option<Problem> {
    if there.clone().any(|known| known == name) {
        return None;
    }
    let hint = match nearest(name, there.clone().map(String::as_str)) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None if there.clone().next().is_none() => format!("the shop has no {what} at all"),
        None => format!("there are {}", there.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")),
    };
    Some(Problem::at(path, format!("there is no {what} \"{name}\": {hint}")))
}

#[cfg(test)]
mod tests {
    use crate::kit::shop;

    #[test]
    fn a_name_that_is_not_there_tells_the_nearest() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (ids, expected) in [
            (&["bar", "goods"][..], &[][..]),
            (&["bra"], &["there is no department \"bra\": did you mean \"bar\"?"]),
            (
                &["kitchen"],
                &[
                    "there is no department \"kitchen\": there are \"bar\", \"free\", \"goods\", \"snacks\", \"voucher\"",
                ],
            ),
            (&["bar", "bar"], &["\"bar\" is written twice"]),
        ] {
            let found: Vec<String> =
                super::departments(&shop(), "departments", &names(ids)).into_iter().map(|p| p.text).collect();
            assert_eq!(found, expected, "{ids:?}");
        }
        let found = super::discounts(&shop(), "discounts", &names(&["ten"]));
        assert_eq!(found[0].path, ["discounts", "0"]);
        assert_eq!(found[0].text, "there is no discount \"ten\": the shop has no discount at all");
    }
}
