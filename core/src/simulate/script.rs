//! The fault script: which request goes wrong, and how.
//!
//! ```toml
//! [[fault]]
//! on = "receipt"        # or ["receipt", "slip"], or "any"
//! nth = 3               # the third such request since the script was read; or every = 7; or each
//! times = 1             # then no more; default: no end
//! do = "lose_after"
//! ```
//!
//! | `do` | the device |
//! |---|---|
//! | `lose_before` | closes the connection, executes nothing |
//! | `lose_after` | executes and closes the connection without an answer |
//! | `cut_answer` | executes, sends half of the answer and closes |
//! | `garbage` | executes and answers bytes of nothing |
//! | `http_500` | executes nothing and answers the HTTP status 500 |
//! | `slow:2s` | executes and answers after that time |
//! | `slow_before:2s` | waits that long, then executes and answers; others wait behind it |
//! | `hang_before` | executes nothing, never answers, keeps the connection |
//! | `hang_after` | executes, never answers, keeps the connection |
//! | `foreign_before` | lets somebody else print a document, then executes and answers |
//! | `foreign_after` | executes, lets somebody else print a document, answers |
//! | `foreign_after_lost` | the same without an answer |
//! | `power_cycle_before` | is switched off and on, then executes and answers |
//! | `power_cycle_after` | executes, is switched off and on, and the answer is lost |
//! | `cut_request:12` | gets 12 bytes of the request, then the line breaks |
//! | `cut_answer:12` | executes, sends 12 bytes of the answer, then the line breaks |
//! | `swallow:12` | executes, sends 12 bytes of the answer and no more, keeps the connection |
//! | `flip_answer:12` | executes; the 12th byte (from 0) of the answer has its lowest bit turned over; `:80` after it: these bits |
//! | `duplicate` | executes and sends every piece of the answer twice |
//! | any other word | misbehaves in its own way: the word is the device's |
//!
//! The first fault of the script that is due happens. Times are `250ms`, `2s`, `1m`. What the kinds of
//! requests are, the device says.

use fiscus_sdk::kit::driver::Spoil;
use serde::Deserialize;
use std::{num::NonZeroU64, time::Duration};

/// What goes wrong with one request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // The table above says what each is.
pub enum Misbehaviour {
    LoseBefore,
    LoseAfter,
    CutAnswer,
    Garbage,
    Http500,
    Slow(Duration),
    SlowBefore(Duration),
    HangBefore,
    HangAfter,
    ForeignBefore,
    ForeignAfter,
    ForeignAfterLost,
    PowerCycleBefore,
    PowerCycleAfter,
    CutRequest(usize),
    Spoil(Spoil),
    Own(String),
}

impl Misbehaviour {
    fn read(word: &str) -> Result<Self, String> {
        Ok(match word {
            "lose_before" => Self::LoseBefore,
            "lose_after" => Self::LoseAfter,
            "cut_answer" => Self::CutAnswer,
            "garbage" => Self::Garbage,
            "http_500" => Self::Http500,
            "hang_before" => Self::HangBefore,
            "hang_after" => Self::HangAfter,
            "foreign_before" => Self::ForeignBefore,
            "foreign_after" => Self::ForeignAfter,
            "foreign_after_lost" => Self::ForeignAfterLost,
            "power_cycle_before" => Self::PowerCycleBefore,
            "power_cycle_after" => Self::PowerCycleAfter,
            "duplicate" => Self::Spoil(Spoil::Twice),
            "" => return Err("a fault has an empty `do`".to_owned()),
            _ => match word.split_once(':') {
                Some(("slow", time)) => Self::Slow(duration(time)?),
                Some(("slow_before", time)) => Self::SlowBefore(duration(time)?),
                Some(("cut_request", at)) => Self::CutRequest(place(at)?),
                Some(("cut_answer", at)) => Self::Spoil(Spoil::CutAfter(place(at)?)),
                Some(("swallow", at)) => Self::Spoil(Spoil::SilentAfter(place(at)?)),
                Some(("flip_answer", at)) => {
                    let (at, mask) = at.split_once(':').unwrap_or((at, "1"));
                    let mask = u8::from_str_radix(mask, 16).ok().filter(|mask| *mask != 0);
                    let mask = mask.ok_or_else(|| format!("`{word}`: the bits are a number from 1 to ff"))?;
                    Self::Spoil(Spoil::Flip { at: place(at)?, mask })
                }
                _ if ["cut_request", "swallow", "flip_answer"].contains(&word) => {
                    return Err(format!("`{word}` needs a number of bytes: `{word}:12`"));
                }
                _ if word == "slow" || word == "slow_before" => {
                    return Err(format!("`{word}` needs a time: `{word}:2s`"));
                }
                _ => Self::Own(word.to_owned()),
            },
        })
    }
}

fn place<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is no number of bytes"))
}

fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let number = digits.parse::<u64>().ok();
    let millis = match &text[digits.len()..] {
        "ms" => Some(1),
        "s" => Some(1_000),
        "m" => Some(60_000),
        _ => None,
    };
    match number.zip(millis).and_then(|(number, millis)| number.checked_mul(millis)) {
        Some(millis) => Ok(Duration::from_millis(millis)),
        None => Err(format!("`{text}` is no time such as 250ms, 2s or 1m")),
    }
}

/// A fault script with what it has counted since it was read.
#[derive(Debug, Default)]
pub struct Script {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    on: Vec<String>,
    when: When,
    left: Option<u64>,
    word: String,
    misbehaviour: Misbehaviour,
    matched: u64,
}

#[derive(Debug, Clone, Copy)]
enum When {
    Each,
    Nth(u64),
    Every(u64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    fault: Vec<WrittenFault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFault {
    on: On,
    #[serde(default)]
    nth: Option<NonZeroU64>,
    #[serde(default)]
    every: Option<NonZeroU64>,
    #[serde(default)]
    times: Option<u64>,
    r#do: String,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a kind of request such as \"receipt\", a list of them, or \"any\"")]
enum On {
    One(String),
    Many(Vec<String>),
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// What is wrong with it, and where; nothing of it is used then.
    pub fn read(text: &str) -> Result<Self, String> {
        let written: Written = toml::from_str(text).map_err(|error| error.to_string())?;
        let rules = written.fault.into_iter().map(Rule::read).collect::<Result<_, _>>()?;
        Ok(Self { rules })
    }

    /// Counts a request of this kind, and says what goes wrong with it: the word of the script and what it
    /// means.
    pub fn due(&mut self, kind: &str) -> Option<(String, Misbehaviour)> {
        let mut due = None;
        for rule in &mut self.rules {
            // Every rule counts, whichever happens.
            if rule.counts(kind) && due.is_none() && rule.left != Some(0) {
                rule.left = rule.left.map(|left| left - 1);
                due = Some((rule.word.clone(), rule.misbehaviour.clone()));
            }
        }
        due
    }
}

impl Rule {
    fn read(written: WrittenFault) -> Result<Self, String> {
        let when = match (written.nth, written.every) {
            (None, None) => When::Each,
            (Some(nth), None) => When::Nth(nth.get()),
            (None, Some(every)) => When::Every(every.get()),
            (Some(_), Some(_)) => return Err("a fault has either `nth` or `every`, not both".to_owned()),
        };
        let on = match written.on {
            On::One(kind) => vec![kind],
            On::Many(kinds) => kinds,
        };
        let misbehaviour = Misbehaviour::read(&written.r#do)?;
        Ok(Self { on, when, left: written.times, word: written.r#do, misbehaviour, matched: 0 })
    }

    /// Counts the request if it is one of this rule's; whether it is the one.
    fn counts(&mut self, kind: &str) -> bool {
        if !self.on.iter().any(|on| on == kind || on == "any") {
            return false;
        }
        self.matched += 1;
        match self.when {
            When::Each => true,
            When::Nth(nth) => self.matched == nth,
            When::Every(every) => self.matched.is_multiple_of(every),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens to these requests: `.` where nothing does.
    fn played(script: &str, kinds: &[&str]) -> String {
        let mut script = Script::read(script).expect("a correct script");
        let words: Vec<String> =
            kinds.iter().map(|kind| script.due(kind).map_or_else(|| ".".to_owned(), |(word, _)| word)).collect();
        words.join(" ")
    }

    #[test]
    fn a_fault_happens_when_the_script_says() {
        for (script, expected) in [
            ("", ". . . . . ."),
            ("on = 'receipt'\ndo = 'a'", "a . a a . a"),
            ("on = 'receipt'\nnth = 3\ndo = 'a'", ". . . a . ."),
            ("on = 'receipt'\nevery = 2\ndo = 'a'", ". . a . . a"),
            ("on = 'receipt'\nevery = 2\ntimes = 1\ndo = 'a'", ". . a . . ."),
            ("on = 'receipt'\ntimes = 2\ndo = 'a'", "a . a . . ."),
            ("on = 'any'\nnth = 2\ndo = 'a'", ". a . . . ."),
            ("on = ['slip', 'last']\ndo = 'a'", ". a . . a ."),
            ("on = 'receipt'\nnth = 1\ndo = 'a'\n[[fault]]\non = 'receipt'\nnth = 2\ndo = 'b'", "a . b . . ."),
            ("on = 'any'\nnth = 1\ndo = 'a'\n[[fault]]\non = 'any'\ntimes = 1\ndo = 'b'", "a b . . . ."),
        ] {
            let script = if script.is_empty() { String::new() } else { format!("[[fault]]\n{script}") };
            let kinds = ["receipt", "slip", "receipt", "receipt", "last", "receipt"];
            assert_eq!(played(&script, &kinds), expected, "{script}");
        }
    }

    #[test]
    fn a_word_means_what_the_table_says() {
        let own = Misbehaviour::Own("paper_end".to_owned());
        for (word, expected) in [
            ("lose_after", Misbehaviour::LoseAfter),
            ("slow:2s", Misbehaviour::Slow(Duration::from_secs(2))),
            ("slow_before:250ms", Misbehaviour::SlowBefore(Duration::from_millis(250))),
            ("slow:1m", Misbehaviour::Slow(Duration::from_secs(60))),
            ("cut_request:0", Misbehaviour::CutRequest(0)),
            ("cut_answer:12", Misbehaviour::Spoil(Spoil::CutAfter(12))),
            ("swallow:1", Misbehaviour::Spoil(Spoil::SilentAfter(1))),
            ("flip_answer:3", Misbehaviour::Spoil(Spoil::Flip { at: 3, mask: 1 })),
            ("flip_answer:3:80", Misbehaviour::Spoil(Spoil::Flip { at: 3, mask: 0x80 })),
            ("duplicate", Misbehaviour::Spoil(Spoil::Twice)),
            ("paper_end", own),
            ("printer_error:39", Misbehaviour::Own("printer_error:39".to_owned())),
        ] {
            assert_eq!(Misbehaviour::read(word), Ok(expected), "{word}");
        }
    }

    #[test]
    fn a_script_with_a_mistake_is_refused_as_a_whole() {
        for (script, expected) in [
            ("[[fault]]\non = 'any'\ndo = 'a'\nafter = 3", "unknown field `after`"),
            ("[fault]\non = 'any'\ndo = 'a'", "invalid type"),
            ("[[faults]]\non = 'any'\ndo = 'a'", "unknown field `faults`"),
            ("[[fault]]\ndo = 'a'", "missing field `on`"),
            ("[[fault]]\non = 3\ndo = 'a'", "a kind of request"),
            ("[[fault]]\non = 'any'\ndo = ''", "empty `do`"),
            ("[[fault]]\non = 'any'\ndo = 'slow'", "needs a time"),
            ("[[fault]]\non = 'any'\ndo = 'swallow'", "needs a number of bytes"),
            ("[[fault]]\non = 'any'\ndo = 'cut_request:all'", "is no number of bytes"),
            ("[[fault]]\non = 'any'\ndo = 'flip_answer:1:0'", "from 1 to ff"),
            ("[[fault]]\non = 'any'\ndo = 'slow:2h'", "is no time"),
            ("[[fault]]\non = 'any'\ndo = 'a'\nnth = 0", "nonzero"),
            ("[[fault]]\non = 'any'\ndo = 'a'\nnth = 1\nevery = 2", "not both"),
        ] {
            let error = Script::read(script).expect_err(script);
            assert!(error.contains(expected), "{script}: {error}");
        }
    }
}
