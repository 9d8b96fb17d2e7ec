//! What an installer may write, and what it means: on which goods, every how many, which piece, how much off.

use fiscus_sdk::{
    Percent, Problem,
    schemars::{self, JsonSchema},
    serde_json::Value,
    settings::read,
};
use serde::Deserialize;
use std::num::NonZeroU32;

/// The longest row.
const LONGEST: u32 = 10_000;

/// The settings of one card type, free of contradictions.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub goods: Goods,
    /// Every so many pieces one is free; at least 2.
    pub every: NonZeroU32,
    pub free: Free,
    pub percent: Percent,
}

/// The goods that stamps are given for: one of these articles, or of one of these categories.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Goods {
    /// Their articles.
    #[serde(default)]
    pub articles: Vec<String>,
    /// Their categories.
    #[serde(default)]
    pub categories: Vec<String>,
}

impl Goods {
    /// Whether stamps are given for this.
    pub fn cover(&self, article: Option<&String>, category: Option<&String>) -> bool {
        article.is_some_and(|article| self.articles.contains(article))
            || category.is_some_and(|category| self.categories.contains(category))
    }
}

/// Which piece is free. Source: A-07
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Free {
    /// The cheapest of the receipt.
    #[default]
    Cheapest,
    /// The one that completes the row, in the order of the receipt.
    EntryOrder,
}

/// The settings as they are written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// The goods that stamps are given for.
    #[serde(default)]
    goods: Goods,
    /// 6: each sixth is free.
    every: i64,
    /// Which piece is free [cheapest].
    #[serde(default)]
    free: Free,
    /// How much is taken off it, in percent [100].
    #[serde(default = "all")]
    percent: Percent,
}

fn all() -> Percent {
    Percent::from(100)
}

/// Reads the settings.
///
/// # Errors
/// Every contradiction, at the setting at fault.
pub fn open(settings: &Value) -> Result<Settings, Vec<Problem>> {
    let Written { goods, every, free, percent } = read(settings)?;
    let mut problems = Vec::new();
    if goods.articles.is_empty() && goods.categories.is_empty() {
        let text =
            "name the goods that stamps are given for: goods = { articles = [\"PZ\"], categories = [\"pizza\"] }";
        problems.push(Problem::at("goods", text));
    }
    for (field, words) in [("articles", &goods.articles), ("categories", &goods.categories)] {
        for (at, word) in words.iter().enumerate() {
            let path = format!("goods.{field}.{at}");
            if word.trim().is_empty() {
                problems.push(Problem::at(&path, "an empty word names no goods"));
            } else if words[..at].contains(word) {
                problems.push(Problem::at(&path, format!("\"{word}\" is written twice")));
            }
        }
    }
    if !percent.is_positive() || percent > all() {
        problems.push(Problem::at("percent", format!("{percent} is not above 0 and at most 100")));
    }
    let row = u32::try_from(every).ok().filter(|every| (2..=LONGEST).contains(every));
    match row.and_then(NonZeroU32::new) {
        Some(every) if problems.is_empty() => Ok(Settings { goods, every, free, percent }),
        Some(_) => Err(problems),
        None => {
            let text = format!("{every} makes no row: each second at least, each {LONGEST}th at most");
            problems.push(Problem::at("every", text));
            Err(problems)
        }
    }
}
