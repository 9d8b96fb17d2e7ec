//! What stands on paper besides what is printed of a card.

use fiscus_sdk::Language;

/// The headline of the list.
pub fn list(language: Language) -> &'static str {
    language.pick(["Elenco tessere", "List of cards", "Lista de tarjetas", "Lista de cartões", "Kaartide nimekiri"])
}

/// Above the column of numbers.
pub fn number(language: Language) -> &'static str {
    language.pick(["Tessera", "Card", "Tarjeta", "Cartão", "Kaart"])
}

/// Above the column of profiles.
pub fn profile(language: Language) -> &'static str {
    language.pick(["Profilo", "Profile", "Perfil", "Perfil", "Profiil"])
}

/// Before the last day of validity, or above the column.
pub fn until(language: Language) -> &'static str {
    language.pick(["Valida fino al", "Valid until", "Válida hasta", "Válido até", "Kehtib kuni"])
}

/// Before the batch.
pub fn batch(language: Language) -> &'static str {
    language.pick(["Lotto", "Batch", "Lote", "Lote", "Partii"])
}

/// Before how many there are.
pub fn count(language: Language) -> &'static str {
    language.pick(["Tessere", "Cards", "Tarjetas", "Cartões", "Kaarte"])
}

/// At the foot of a page.
pub fn page(language: Language, page: usize, of: usize) -> String {
    language.say(
        [
            "Pagina {page} di {of}",
            "Page {page} of {of}",
            "Página {page} de {of}",
            "Página {page} de {of}",
            "Lehekülg {page} / {of}",
        ],
        &[("page", page.to_string()), ("of", of.to_string())],
    )
}
