//! `[customers]`: the words that records of customers may use, and the codes that the world has agreed on.
//! Source: S5-26, S5-27, S5-33

use super::table::{Item, Table};

/// The words of a shop; an empty list: any word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    /// Customer types.
    pub types: Vec<String>,
    /// Countries, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// Languages, ISO 639-1.
    pub languages: Vec<String>,
    /// Citizenships, ISO 3166-1 alpha-2.
    pub citizenships: Vec<String>,
    /// How invoices are delivered.
    pub invoice_delivery: Vec<String>,
}

/// ISO 3166-1 alpha-2.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR \
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET \
    FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ \
    IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML \
    MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS \
    PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL \
    TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// ISO 639-1.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da \
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik \
    io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms \
    mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm \
    sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Reads the table.
pub(super) fn lists(table: &mut Table<'_>) -> Lists {
    Lists {
        types: words(table, "types", |_| {}),
        countries: words(table, "countries", |item| coded(item, "country (ISO 3166-1, two capitals)", COUNTRIES)),
        languages: words(table, "languages", |item| coded(item, "language (ISO 639-1, two letters)", LANGUAGES)),
        citizenships: words(table, "citizenships", |item| {
            coded(item, "country (ISO 3166-1, two capitals)", COUNTRIES);
        }),
        invoice_delivery: words(table, "invoice_delivery", |_| {}),
    }
}

fn words(table: &mut Table<'_>, key: &'static str, check: impl Fn(&Item<'_>)) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let items = table.item(key).map(|item| item.list("a list such as [\"regular\", \"staff\"]")).unwrap_or_default();
    for item in items {
        let Some(word) = item.text("a word in quotes") else { continue };
        check(&item);
        if words.iter().any(|known| known == word) {
            item.wrong(format!("\"{word}\" is there twice"));
        }
        words.push(word.to_owned());
    }
    words
}

fn coded(item: &Item<'_>, what: &str, codes: &str) {
    if let Some(word) = item.text("a code in quotes").filter(|word| !codes.split(' ').any(|code| code == *word)) {
        // Of codes of two letters every other one is near: only a wrong case is certain.
        let near = codes.split(' ').find(|code| code.eq_ignore_ascii_case(word));
        let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        item.wrong(format!("unknown {what} {word}{near}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// S5-26
    #[test]
    fn the_codes_are_those_of_the_standards() {
        for (codes, count) in [(COUNTRIES, 249), (LANGUAGES, 183)] {
            let words: Vec<&str> = codes.split(' ').collect();
            let set: BTreeSet<&str> = words.iter().copied().collect();
            assert_eq!((words.len(), set.len()), (count, count));
            assert!(words.iter().all(|word| word.len() == 2) && words.is_sorted());
        }
    }
}
