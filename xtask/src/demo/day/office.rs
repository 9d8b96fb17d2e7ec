//! After hours, at the terminal of the back office: cards for the stock, on paper, and the reports of the day.

use super::{Counter, Ink, Mishap, TODAY};
use fiscus_sdk::{
    Amount,
    api::{CardsReportRequest, Nothing, ReportCards, ReportLiability},
};

/// A manager makes cards, has them printed, and reads the day.
pub fn evening(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "The back office: cards for the stock, and the reports of the day",
        "Twelve internet cards are made with their PINs, put on a sheet to be printed and cut, and are in stock. Then \
         the cards' balances of the day, what was discounted, and the same as a workbook.",
    )?;
    let made = typed(counter, "cards generate --type ore --quantity 12 --operation office-1")?;
    counter.check("cards made", made.contains("12 cards made, in stock"), true)?;
    let sheet = typed(counter, "cards print --batch office-1 --file tessere.pdf --operation office-2")?;
    counter.check("cards on the sheet", sheet.contains("12 written"), true)?;
    typed(counter, "cards sellable")?;

    let today = TODAY.to_string();
    let shown = typed(counter, &format!("report cards --from {today} --to {today}"))?;
    counter.check("the report has its sums", shown.contains("total "), true)?;
    let period = CardsReportRequest { from: Some(TODAY), to: Some(TODAY), ..CardsReportRequest::default() };
    let report = counter.done::<ReportCards>(&period)?;
    let owed = counter.done::<ReportLiability>(&Nothing {})?.totals.get("EUR").copied().unwrap_or_default();
    let sums = report.totals.get("EUR").cloned().unwrap_or_default();
    counter.check_aloud("on the cards when the day began", sums.opening, Amount::ZERO.round_half_up(2))?;
    counter.check_aloud("on the cards when it ended, as the liability says", sums.closing, owed)?;
    typed(counter, &format!("report discounts --from {today} --to {today}"))?;
    let file =
        typed(counter, &format!("report cards --from {today} --to {today} --file tessere.xlsx --operation office-3"))?;
    counter.check("rows in the workbook", file.contains(&format!("{} written", report.items.len())), true)?;
    counter.show()
}

/// What a command says; what is another at each run (digests, folders) is not shown.
fn typed(counter: &mut Counter, line: &str) -> Result<String, Mishap> {
    counter.say(Ink::Ask, format!("$ fiscus {line}"));
    let mut words: Vec<&str> = line.split(' ').collect();
    words.extend(["--config", "fiscus.toml", "--operator", "maria"]);
    let (fine, text) = counter.shop.fiscus(&words)?;
    for line in text.lines() {
        let line = line.split(", SHA-256").next().unwrap_or_default();
        let name = line.rsplit('/').next().filter(|_| line.starts_with('/'));
        counter.say(if fine { Ink::Plain } else { Ink::Bad }, name.unwrap_or(line));
    }
    counter.say(Ink::Plain, "");
    counter.check(line, fine, true)?;
    Ok(text)
}
