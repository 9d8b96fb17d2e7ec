//! What an installer may write under a printer's `settings`, and what it means. Source: P3, P4, P5.

use crate::{
    command::{Cutter, Raster},
    logo,
    page::{PAGES, Page},
};
use fiscus_sdk::{
    Language, Problem, Shop,
    driver::{Link, LinkOptions},
    paper::tables,
    settings::{self, Span, nearest},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Dots of a letter.
const LETTER: usize = 12;

/// The settings of one printer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// Letters on a line: 42 or 48 on paper of 80 mm, 32 on paper of 58 mm.
    #[schemars(range(min = 16, max = 64))]
    columns: u32,
    /// The letters the printer has.
    code_page: CodePage,
    /// How the paper is cut after a slip.
    cut: Cut,
    /// Whether the printer answers; by default it does, unless it is connected by `file://`.
    status: Option<bool>,
    /// Whether every slip opens the drawer.
    kick: bool,
    /// How the drawer is opened.
    drawer: Drawer,
    /// What is printed at the head of every slip.
    logo: Option<LogoSetting>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            columns: 42,
            code_page: CodePage::default(),
            cut: Cut::default(),
            status: None,
            kick: false,
            drawer: Drawer::default(),
            logo: None,
        }
    }
}

/// A code page.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CodePage {
    /// Its name: `ascii`, `cp437`, `cp775`, `cp850`, `cp852`, `cp858`, `cp860`, `cp863`, `cp865`, `cp866`, `cp1251`,
    /// `cp1252`, `cp1257`.
    name: String,
    /// The number this model gives it; by default the one most models do.
    #[serde(default)]
    #[schemars(range(max = 255))]
    number: Option<u8>,
}

impl Default for CodePage {
    fn default() -> Self {
        Self { name: "cp858".to_owned(), number: None }
    }
}

/// How the paper is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Cut {
    /// A bridge is left.
    #[default]
    Partial,
    /// Through.
    Full,
    /// Not at all: the paper is fed to the tear-off edge.
    None,
}

/// How the drawer is opened.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Drawer {
    /// The pin of the drawer's plug: 2 or 5.
    pin: u32,
    /// How long the pulse is: `"50ms"`.
    on: Span<510>,
    /// How long the pause after it is: `"500ms"`.
    off: Span<510>,
}

impl Default for Drawer {
    fn default() -> Self {
        Self { pin: 2, on: Span(50), off: Span(500) }
    }
}

/// The logo: one of the two.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum LogoSetting {
    /// The number under which the printer keeps it (the maker's program puts it there).
    Number(#[schemars(range(min = 1, max = 255))] u8),
    /// A portable bitmap (PBM): its text (`P1 …`), or the bytes of its file in base64.
    Image(String),
}

/// What is printed at the head of every slip.
#[derive(Debug, Clone)]
pub(crate) enum Logo {
    Kept(u8),
    Image(Raster),
}

/// The pulse that opens a drawer, as the printer counts it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pulse {
    pub(crate) pin: u8,
    pub(crate) on: u8,
    pub(crate) off: u8,
}

/// The settings as the driver uses them.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) language: Language,
    pub(crate) columns: usize,
    pub(crate) page: &'static Page,
    pub(crate) page_number: u8,
    pub(crate) cutter: Cutter,
    pub(crate) status: bool,
    pub(crate) kick: bool,
    pub(crate) drawer: Pulse,
    pub(crate) logo: Option<Logo>,
}

impl Setup {
    /// Reads the settings of one printer.
    ///
    /// # Errors
    /// Every problem, each with the path of the setting at fault.
    pub(crate) fn read(
        written: &fiscus_sdk::serde_json::Value,
        shop: &Shop,
        link: &LinkOptions,
    ) -> Result<Self, Vec<Problem>> {
        let (settings, mut problems): (Settings, _) = settings::gather(written);
        tables::between("columns", settings.columns, 16, 64, &mut problems);
        let columns = settings.columns as usize;
        let page = Page::named(&settings.code_page.name).unwrap_or_else(|| {
            let name = &settings.code_page.name;
            let names = PAGES.iter().map(|page| page.name);
            let meant = nearest(&name.to_lowercase(), names.clone()).map(|near| format!("; did you mean \"{near}\"?"));
            let known = names.collect::<Vec<_>>().join(", ");
            let hint = meant.unwrap_or_else(|| format!("; there are {known}"));
            let path = vec!["code_page".to_owned(), "name".to_owned()];
            problems.push(Problem { path, text: format!("no code page \"{name}\"{hint}") });
            &PAGES[0]
        });
        let at = |key: &str| vec!["drawer".to_owned(), key.to_owned()];
        if ![2, 5].contains(&settings.drawer.pin) {
            problems.push(Problem { path: at("pin"), text: format!("{} is not 2 or 5", settings.drawer.pin) });
        }
        let logo = match &settings.logo {
            None => None,
            Some(LogoSetting::Number(0)) => {
                problems.push(Problem {
                    path: vec!["logo".into(), "number".into()],
                    text: "0 is no number of an image: 1 to 255".into(),
                });
                None
            }
            Some(LogoSetting::Number(number)) => Some(Logo::Kept(*number)),
            Some(LogoSetting::Image(written)) => match logo::bitmap(written, columns * LETTER) {
                Ok(raster) => Some(Logo::Image(raster)),
                Err(text) => {
                    problems.push(Problem { path: vec!["logo".into(), "image".into()], text });
                    None
                }
            },
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let units = |Span(milliseconds): Span<510>| u8::try_from(milliseconds / 2).unwrap_or(u8::MAX);
        Ok(Self {
            language: shop.language,
            columns,
            page,
            page_number: settings.code_page.number.unwrap_or(page.number),
            cutter: match settings.cut {
                Cut::Partial => Cutter::Partial,
                Cut::Full => Cutter::Full,
                Cut::None => Cutter::None,
            },
            status: settings.status.unwrap_or(link.link != Link::File),
            kick: settings.kick,
            drawer: Pulse {
                pin: u8::from(settings.drawer.pin == 5),
                on: units(settings.drawer.on),
                off: units(settings.drawer.off),
            },
            logo,
        })
    }

    /// Dots of a line.
    pub(crate) fn dots(&self) -> usize {
        self.columns * LETTER
    }

    /// The settings in sentences for the installer.
    pub(crate) fn describe(&self) -> Vec<String> {
        let proof = if self.status {
            "a slip counts as printed when the printer answers the question behind it"
        } else {
            "the printer is not asked: a slip counts as printed when its bytes are written"
        };
        vec![format!("{} columns, {} as page {}; {proof}", self.columns, self.page.name, self.page_number)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscus_sdk::{
        kit::shop,
        serde_json::{Value, json},
    };

    fn read(written: Value, link: Link) -> Result<Setup, Vec<Problem>> {
        Setup::read(&written, &shop(), &LinkOptions { link, timeout_ms: 1000, ..LinkOptions::default() })
    }

    /// P3, P4
    #[test]
    fn the_defaults() {
        let setup = read(json!({}), Link::Tcp).expect("defaults");
        assert_eq!(
            (setup.columns, setup.page.name, setup.page_number, setup.cutter),
            (42, "cp858", 19, Cutter::Partial)
        );
        assert_eq!((setup.status, setup.kick), (true, false));
        assert_eq!((setup.drawer.pin, setup.drawer.on, setup.drawer.off), (0, 0x19, 0xfa));
        assert!(!read(json!({}), Link::File).expect("defaults").status);
        assert!(read(json!({ "status": true }), Link::File).expect("asked").status);
        assert!(!read(json!({ "status": false }), Link::Serial).expect("not asked").status);
    }

    #[test]
    fn each_problem_is_named_at_its_place() {
        for (written, path, says) in [
            (json!({ "columns": 15 }), "columns", "15 is not between 16 and 64"),
            (json!({ "code_page": { "name": "CP858" } }), "code_page.name", "did you mean \"cp858\"?"),
            (json!({ "code_page": { "name": "klingon" } }), "code_page.name", "there are ascii, cp437"),
            (json!({ "drawer": { "pin": 3 } }), "drawer.pin", "3 is not 2 or 5"),
            (json!({ "drawer": { "on": "1s" } }), "drawer.on", "is no time"),
            (json!({ "logo": { "number": 0 } }), "logo.number", "0 is no number"),
            (json!({ "logo": { "image": "P1 505 1" } }), "logo.image", "room for 504"),
            (json!({ "logo": { "file": "a.png" } }), "logo", "unknown variant `file`"),
            (json!({ "cut": "half" }), "cut", "unknown variant `half`"),
            (json!({ "colums": 3 }), "colums", "unknown field"),
        ] {
            let problems = read(written.clone(), Link::Tcp).expect_err("a problem");
            let found: Vec<_> = problems.iter().map(|p| (p.path.join("."), p.text.clone())).collect();
            assert!(found.iter().any(|(at, text)| at == path && text.contains(says)), "{written}: {found:?}");
        }
        let several = json!({
            "drawer": { "on": "600ms", "pin": 3 }, "code_page": { "name": "cp999" }, "logo": { "number": 0 }
        });
        let problems = read(several, Link::Tcp).expect_err("problems");
        let paths: Vec<String> = problems.iter().map(|problem| problem.path.join(".")).collect();
        assert_eq!(paths, ["drawer.on", "code_page.name", "drawer.pin", "logo.number"]);
    }
}
