//! What a library was tried for and what was found: named cases, each with a sentence.

use std::fmt;

/// The most findings a case keeps; the first ones say enough.
const MOST: usize = 5;

/// A rule a library is tried for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its name, for a person who talks about it.
    pub name: &'static str,
    /// What a sound library does.
    pub sentence: &'static str,
    /// How often it was tried; never, where the library has nothing of the kind.
    pub tried: u32,
    /// What was found instead; empty: all is well.
    pub found: Vec<String>,
}

/// The cases of one library.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a report that nobody reads proves nothing"]
pub struct Report {
    /// The cases, in order.
    pub cases: Vec<Case>,
}

impl Report {
    pub(super) fn new(cases: &[(&'static str, &'static str)]) -> Self {
        let case = |(name, sentence): &(&'static str, &'static str)| Case { name, sentence, tried: 0, found: vec![] };
        Self { cases: cases.iter().map(case).collect() }
    }

    /// Notes that a case was tried.
    pub(super) fn tried(&mut self, name: &str, result: Result<(), String>) {
        let Some(case) = self.cases.iter_mut().find(|case| case.name == name) else {
            panic!("the kit has no case \"{name}\"");
        };
        case.tried += 1;
        if let Err(found) = result
            && case.found.len() < MOST
        {
            case.found.push(found);
        }
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.cases.iter().all(|case| case.found.is_empty())
    }

    /// The names of the cases where something was found.
    #[must_use]
    pub fn broken(&self) -> Vec<&'static str> {
        self.cases.iter().filter(|case| !case.found.is_empty()).map(|case| case.name).collect()
    }

    /// Ends the test unless nothing was found.
    ///
    /// # Panics
    /// Something was found: the message is the whole report.
    #[track_caller]
    pub fn assert(&self) {
        assert!(self.passed(), "\n{self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for case in &self.cases {
            let mark = match (case.tried, case.found.is_empty()) {
                (0, _) => "--",
                (_, true) => "ok",
                (_, false) => "NO",
            };
            writeln!(f, "{mark} {}: {} ({} times)", case.name, case.sentence, case.tried)?;
            for found in &case.found {
                writeln!(f, "     {found}")?;
            }
        }
        Ok(())
    }
}
