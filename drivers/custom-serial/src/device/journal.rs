//! What the simulated device looks up in its journal: its last document, and the original of a correction.

use super::{
    Done, SimulatedCustom,
    memory::Closed,
    paper,
    receipt::{Open, field},
};
use fiscus_sdk::jiff::civil;

impl SimulatedCustom {
    /// The answer of 1003.
    pub(super) fn counters(&self) -> String {
        let left = self.open.as_ref().map_or(0, Open::left);
        let subtotal = self.open.as_ref().map_or(0, |open| open.subtotal);
        let sign = if left < 0 { '-' } else { '+' };
        format!("{}+{subtotal:09}{sign}{:09}{:04}1", "0".repeat(36), left.abs(), self.memory.number())
    }

    /// The answer of 1017.
    pub(super) fn last(&self) -> Result<String, u32> {
        let last = self.memory.last.as_ref().ok_or(1_u32)?;
        let (date, time) = (last.date, last.time);
        Ok(format!(
            "{:02}{:02}{:02}{:02}{:02}{:04}{:09}{}{}",
            date.day(),
            date.month(),
            date.year().rem_euclid(100),
            time.hour(),
            time.minute(),
            last.number,
            last.total.minor(2).unwrap_or_default(),
            u8::from(last.fiscal),
            u8::from(last.cancelled)
        ))
    }

    /// A or R, then `Z4 DOC4 DDMMYY OPER1 [LUN2 SERIAL]`; `0` resets.
    pub(super) fn original(&mut self, data: &str, now: civil::DateTime) -> Result<Done, u32> {
        if data == "0" {
            if self.open.as_ref().is_some_and(|open| open.kind != "receipt" && open.lines.is_empty()) {
                self.open = None;
            }
            return Ok(Done::default());
        }
        let void = data.starts_with('A');
        let (z, number): (u32, u32) = (field(data, 1, 4)?, field(data, 5, 4)?);
        let (operation, serial) = (data.get(15..16).ok_or(24_u32)?, data.get(18..29));
        let foreign = serial.is_some_and(|serial| serial != self.memory.serial);
        let day = data.get(9..15).ok_or(24_u32)?;
        let found = self.memory.find(z, number).map(|entry| entry.clone()).filter(|entry| {
            let date = entry.date;
            !foreign && format!("{:02}{:02}{:02}", date.day(), date.month(), date.year() % 100) == day
        });
        let flag = found.as_ref().map_or(0, |entry| {
            let left = if void { entry.returned.is_zero() } else { entry.returned < entry.total };
            let allowed = entry.kind == "receipt" && !entry.voided && left;
            if allowed { 1 } else { 2 }
        });
        let kind = if void { "void" } else { "return" };
        match operation {
            "9" => {}
            "8" | "0" if self.open.is_none() && self.slip.is_none() => {
                self.open = Some(Open::new(kind, found.map(|entry| (entry.z, entry.number))));
            }
            // The device prints the whole original, and closes by itself (S8).
            "1" if void => {
                let original = self.open.take().filter(|open| open.kind == "void").ok_or(5_u32)?;
                let (z, number) = original.original.ok_or(1_u32)?;
                let entry = self.memory.find(z, number).ok_or(1_u32)?;
                entry.voided = true;
                let entry = entry.clone();
                let payments = entry.payments;
                let closed = Closed { payments, ..Closed::unpaid("void", entry.total, entry.lines) };
                let void = self.memory.enter(closed, now);
                let paper = paper::document(&void, &self.memory.serial);
                return Ok(Done { data: "1".to_owned(), ..Done::printed(paper) });
            }
            _ => return Err(21),
        }
        Ok(Done::data(flag.to_string()))
    }
}
