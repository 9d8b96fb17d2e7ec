//! What each command does on the simulated device: documents line by line, slips, reports and cash.

use super::{
    Done, SimulatedCustom,
    fault::Fault,
    memory::{Closed, Codes, Slip},
    paper,
    receipt::{Open, described, field},
};
use fiscus_sdk::{Amount, jiff::civil};

impl SimulatedCustom {
    /// Carries out a command, or answers why not.
    pub(super) fn done(
        &mut self,
        code: &str,
        data: &str,
        fault: Option<Fault>,
        now: civil::DateTime,
    ) -> Result<Done, u32> {
        let idle = self.open.is_none() && self.slip.is_none();
        let must_be_idle = || if idle { Ok(()) } else { Err(21_u32) };
        Ok(match code {
            "1008" => Done::data(&self.memory.serial),
            "1009" => Done::data("00"),
            "1012" => Done::data(match (&self.open, &self.slip) {
                (_, Some(_)) => "8".to_owned(),
                (Some(open), _) => open.step().to_string(),
                _ => "0".to_owned(),
            }),
            "1015" => Done::data(format!("ERR{:03}", self.error)),
            "1016" => Done::data(match (&self.open, &self.slip) {
                (_, Some(_)) => "010",
                (Some(_), _) => "100",
                _ => "000",
            }),
            "1003" => Done::data(self.counters()),
            "1017" => Done::data(self.last()?),
            "1104" => Done::data(format!("{:04}0001", self.memory.z)),
            "3301" => {
                if self.slip.is_some() {
                    return Err(21);
                }
                if self.open.is_none() && data.starts_with('8') {
                    return Err(5);
                }
                let fresh = self.open.is_none();
                let open = self.open.get_or_insert_with(|| Open::new("receipt", None));
                // A first line that is refused opens nothing; but only if it was the first.
                if let Err(number) = open.line(data) {
                    if fresh {
                        self.open = None;
                    }
                    return Err(number);
                }
                Done::default()
            }
            "3003" => {
                self.open()?.subtotal();
                Done::default()
            }
            "3007" => {
                self.fits()?;
                let open = self.open()?;
                open.pay(data)?;
                let left = open.left();
                Done::data(format!("{}{:09}", if left > 0 { '+' } else { '-' }, left.abs()))
            }
            "3010" => {
                let (line, _) = described(data.get(1..).unwrap_or_default())?;
                let open = self.open()?;
                if data.starts_with('B') {
                    open.tax_code = Some(line.to_owned());
                }
                Done::default()
            }
            "3012" => {
                let (line, _) = described(data.get(1..).unwrap_or_default())?;
                Done { paper: format!("{line}\n"), ..Done::default() }
            }
            "3019" => {
                must_be_idle()?;
                self.lottery = if data == "00" { None } else { Some(described(data)?.0.to_owned()) };
                Done::default()
            }
            "3011" => self.close(fault, now)?,
            "3013" => {
                if self.open.as_ref().is_some_and(|open| !open.closed) {
                    return Err(5);
                }
                self.open = None;
                Done { paper: paper::CUT.to_owned(), ..Done::default() }
            }
            "4001" => {
                must_be_idle()?;
                self.slip = Some(Vec::new());
                Done::default()
            }
            "4003" => {
                let (line, _) = described(data.get(1..).unwrap_or_default())
                    .and_then(|found| if found.0.len() > 42 { Err(24) } else { Ok(found) })?;
                self.slip.as_mut().ok_or(5_u32)?.push(line.to_owned());
                Done::default()
            }
            "4004" if self.marked() => {
                let lines = self.slip.take().unwrap_or_default();
                Done { paper: paper::slip(&lines), ..Done::default() }
            }
            "4004" => {
                let lines = self.slip.take().ok_or(5_u32)?;
                let paper = paper::slip(&lines);
                self.memory.slips.push(Slip { date: now.date(), time: now.time(), lines });
                let number = u32::try_from(self.memory.slips.len()).unwrap_or_default();
                self.memory.remember(number, Amount::from_minor(0, 2), false, false, now);
                Done::printed(paper)
            }
            "2002" | "2003" => {
                must_be_idle()?;
                self.report(code == "2002")
            }
            "7101" => self.original(data, now)?,
            "7114" => {
                must_be_idle()?;
                self.open = Some(Open::new("return", None));
                Done::default()
            }
            "7106" => self.cash(data)?,
            "7008" => Done::default(),
            "7007" if matches!(data.len(), 0 | 40) => Done::default(),
            _ => return Err(1),
        })
    }

    fn open(&mut self) -> Result<&mut Open, u32> {
        self.open.as_mut().ok_or(5)
    }

    /// Nothing more comes back of an original than is left of it.
    fn fits(&mut self) -> Result<(), u32> {
        let Some((open, (z, number))) = self.open.as_ref().and_then(|open| Some((open, open.original?))) else {
            return Ok(());
        };
        let (returns, sum) = (open.kind == "return", Amount::from_minor(open.subtotal, 2));
        let left = self.memory.find(z, number).map(|entry| entry.total - entry.returned);
        if returns && left.is_some_and(|left| sum > left) { Err(11) } else { Ok(()) }
    }

    fn close(&mut self, fault: Option<Fault>, now: civil::DateTime) -> Result<Done, u32> {
        let Some(open) = self.open.as_mut().filter(|open| !open.closed) else {
            return if self.slip.is_some() { Err(21) } else { Ok(Done::default()) };
        };
        if open.cancelled {
            open.closed = true;
            let number = self.memory.number();
            self.memory.remember(number, Amount::from_minor(0, 2), true, true, now);
            return Ok(Done { paper: paper::cancelled(), ..Done::default() });
        }
        if open.payments.is_empty() || open.left() > 0 {
            return Err(25);
        }
        open.closed = true;
        let open = open.clone();
        // What is given back as change leaves the drawer again.
        let cash: Amount = open.payments.iter().filter(|paid| paid.number == 1).map(|paid| paid.amount).sum();
        let cash = cash + Amount::from_minor(open.left().min(0), 2);
        if open.kind == "return" {
            self.memory.cash -= cash
        } else {
            self.memory.cash += cash
        }
        let cents = open.subtotal + i64::from(fault == Some(Fault::OtherTotal));
        let total = Amount::from_minor(cents, 2);
        if let Some(entry) = open.original.and_then(|(z, number)| self.memory.find(z, number)) {
            entry.returned += total;
        }
        let change = Amount::from_minor((-open.left()).max(0), 2);
        let lottery = self.lottery.take().filter(|_| open.kind == "receipt");
        let codes = Codes { tax_code: open.tax_code, lottery };
        let closed = Closed { kind: open.kind, total, lines: open.lines, payments: open.payments, change, codes };
        let entry = self.memory.enter(closed, now);
        Ok(Done::printed(paper::document(&entry, &self.memory.serial)))
    }

    fn report(&mut self, closes: bool) -> Done {
        let day = self.memory.documents.iter().filter(|entry| entry.z == self.memory.z + 1);
        let total: Amount = day.filter(|entry| entry.kind == "receipt").map(|entry| entry.total).sum();
        let word = if closes { "z" } else { "x" };
        self.memory.z += u32::from(closes);
        let paper = paper::report(word, self.memory.z, total);
        self.memory.reports.push(format!("{word} {} {total}", self.memory.z));
        Done::printed(paper)
    }

    fn cash(&mut self, data: &str) -> Result<Done, u32> {
        let (direction, amount) = data.split_at_checked(1).ok_or(24_u32)?;
        if direction == "R" {
            return Ok(Done::data(format!("{:09}", self.memory.cash.minor(2).unwrap_or_default())));
        }
        let amount = Amount::from_minor(field(amount, 0, 9)?, 2);
        match direction {
            "D" => self.memory.cash += amount,
            "P" if amount > self.memory.cash => return Err(136),
            "P" => self.memory.cash -= amount,
            _ => return Err(3),
        }
        Ok(Done::printed(paper::cash(direction, amount)))
    }
}
