//! What the command line adds to the daemon's sentences, in the same language. Pure.

use fiscus_sdk::Language;

/// Behind a question that nobody can be asked.
#[must_use]
pub fn needs_yes(language: Language) -> &'static str {
    language.pick([
        "Senza --yes non si fa nulla.",
        "Nothing is done without --yes.",
        "Sin --yes no se hace nada.",
        "Sem --yes nada é feito.",
        "Ilma valikuta --yes ei tehta midagi.",
    ])
}

/// How a question is answered: no, if nothing is typed.
#[must_use]
pub fn yes_or_no(language: Language) -> &'static str {
    language.pick(["s/N", "y/N", "s/N", "s/N", "j/E"])
}

/// Whether what was typed is a yes of this language, or an English one.
#[must_use]
pub fn is_yes(language: Language, typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    let own: &[&str] = match language {
        Language::It => &["s", "sì", "si", "si\u{300}"],
        Language::En => &[],
        Language::Es => &["s", "sí", "si", "si\u{301}"],
        Language::Pt => &["s", "sim"],
        Language::Et => &["j", "jah", "jaa"],
    };
    ["y", "yes"].iter().chain(own).any(|yes| *yes == typed)
}

/// After a no.
#[must_use]
pub fn nothing_done(language: Language) -> &'static str {
    language.pick([
        "non è stato fatto nulla",
        "nothing was done",
        "no se ha hecho nada",
        "não foi feito nada",
        "midagi ei tehtud",
    ])
}

/// Behind a question that an option answers.
#[must_use]
pub fn give_with(language: Language, option: &str) -> String {
    let text = language.pick([
        "Indicare con --{option}.",
        "Give it with --{option}.",
        "Indíquelo con --{option}.",
        "Indique-o com --{option}.",
        "Andke see valikuga --{option}.",
    ]);
    text.replace("{option}", option)
}

/// Behind a refusal for somebody who has not said who he is.
#[must_use]
pub fn who_works(language: Language) -> &'static str {
    language.pick([
        "Chi lavora si indica con --operator ID.",
        "Who works is said with --operator ID.",
        "Quién trabaja se indica con --operator ID.",
        "Quem trabalha indica-se com --operator ID.",
        "Kes töötab, öeldakse valikuga --operator ID.",
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_is_one_of_the_language() {
        for (language, yes, no) in [
            (Language::It, vec!["s", "S", "sì", "SÌ", "si", "y", "yes"], vec!["j", "sim", "jah", "no"]),
            (Language::En, vec!["y", "Yes", " yes\n"], vec!["s", "si", "j", "ye"]),
            (Language::Es, vec!["s", "sí", "SÍ", "si", "y"], vec!["sim", "j"]),
            (Language::Pt, vec!["s", "sim", "Sim\r\n", "yes"], vec!["sì", "j"]),
            (Language::Et, vec!["j", "jah", "JAA", "y"], vec!["s", "ja nein"]),
        ] {
            for yes in yes {
                assert!(is_yes(language, yes), "{language:?} {yes:?}");
            }
            for no in no.into_iter().chain(["", "\n", "n", "nothing"]) {
                assert!(!is_yes(language, no), "{language:?} {no:?}");
            }
        }
    }
}
