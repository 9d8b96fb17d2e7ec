//! In which world a scenario plays: under which ids the libraries go, and which family of printers stands in the
//! shop. A scenario that holds in one world must hold in each.

use crate::shop::Plan;
use serde_json::Value;
use std::{cell::RefCell, path::PathBuf, rc::Rc};

/// Under which ids the libraries are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Names {
    /// Their own.
    Own,
    /// Others, which nobody has heard of.
    Other,
}

/// What makes a library's id another one; a `*` stands for its own.
const OTHER: &str = "strange-*-9";

impl Names {
    /// What a build is told in `FISCUS_LIBRARY_ID`.
    #[must_use]
    pub fn pattern(self) -> Option<&'static str> {
        match self {
            Self::Own => None,
            Self::Other => Some(OTHER),
        }
    }

    /// The id that the library with this id of its own goes by.
    #[must_use]
    pub fn of(self, id: &str) -> String {
        self.pattern().map_or_else(|| id.to_owned(), |pattern| pattern.replace('*', id))
    }

    /// A configuration whose card types and printers name their libraries by these ids.
    #[must_use]
    pub fn written(self, configuration: &str) -> String {
        let mut text = String::with_capacity(configuration.len());
        for line in configuration.lines() {
            let id = ["plugin = \"", "driver = \""]
                .into_iter()
                .find_map(|key| Some((key, line.strip_prefix(key)?.strip_suffix('"')?)));
            match id {
                Some((key, id)) => text += &format!("{key}{}\"\n", self.of(id)),
                None => text += &format!("{line}\n"),
            }
        }
        text
    }

    /// [`built`](crate::built) under these ids.
    ///
    /// # Panics
    /// A package cannot be built.
    #[must_use]
    pub fn built(self, packages: &[&str]) -> PathBuf {
        crate::libraries::built_as(self, packages)
    }
}

/// What connects a simulated printer and the daemon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// A port of loopback.
    Port,
    /// A pseudo-terminal in place of a serial line.
    Terminal,
}

/// A family of printers: its driver, and how its simulated device is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// The driver's id.
    pub driver: &'static str,
    /// The package of the driver's library.
    pub package: &'static str,
    /// The word for its simulated device.
    pub model: &'static str,
    /// Where the simulated devices are: at a port (`tcp`, also HTTP's), or at a pseudo-terminal (`pty`).
    pub wire: Wire,
    /// Lines for the table of each of its printers.
    pub settings: &'static str,
    /// More such lines: the tables without which a whole shop cannot be printed. All have the same tenders.
    pub tables: &'static str,
    /// What it declares that it cannot do, in its manifest or its README.
    pub lacks: &'static [Lack],
}

/// What a family of fiscal printers may declare that it cannot do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// It tells nothing of what it prints: no Z and no number, and nothing by which a lost document is proven.
    Answers,
    /// The return or the void of a receipt that is named by its operation only.
    OwnOriginals,
    /// The return of another device's receipt.
    ForeignOriginals,
    /// The same, which it hears from its device.
    UnknownOriginals,
    /// The return of what has no number: of a document of this kind.
    Kind(&'static str),
    /// Its device prints the names of its own payments, not the shop's.
    TenderNames,
    /// Cash that is put into the drawer or taken out of it.
    Cash,
    /// Opening the drawer.
    Drawer,
}

impl Family {
    /// Epson fiscal printers (FPMate over HTTP).
    pub const EPSON_RT: Self = Self {
        driver: "epson-rt",
        package: "fiscus-epson-rt",
        model: "epson-rt",
        wire: Wire::Port,
        settings: "settings.recheck = \"20ms\"\n",
        tables: "",
        lacks: &[],
    };
    /// Custom's framed protocol, over TCP.
    pub const CUSTOM_SERIAL: Self = Self {
        driver: "custom-serial",
        package: "fiscus-custom-serial",
        model: "custom-serial",
        tables: "settings.discharge_type = \"F\"\n\
                 settings.payments = { cheque = 2, electronic = 3, meal_ticket = 5, uncollected_goods = 7, \
                 multi_use_voucher = 9, uncollected_services = 50, uncollected_invoice = 51, uncollected_health = 52, \
                 payment_discount = 53 }\n",
        lacks: &[Lack::UnknownOriginals],
        ..Self::EPSON_RT
    };

    /// Custom's XML over HTTP.
    pub const CUSTOM_XML: Self = Self {
        driver: "custom-xml",
        package: "fiscus-custom-xml",
        model: "custom-xml",
        wire: Wire::Port,
        settings: "settings.recheck = \"20ms\"\nsettings.serial = \"STMTE770207\"\n\
                   settings.vat = { \"22\" = 1, \"10\" = 2, \"N2\" = 3 }\n",
        tables: "settings.payments = { cheque = 2, electronic = 3, meal_ticket = 5, uncollected_goods = 6, \
                 uncollected_services = 7, uncollected_invoice = 8, multi_use_voucher = 9, payment_discount = 10, \
                 uncollected_health = 11 }\n",
        lacks: &[],
    };

    /// Registers that never answer.
    pub const XON_XOFF: Self = Self {
        driver: "xon-xoff",
        package: "fiscus-xon-xoff",
        model: "xon-xoff",
        wire: Wire::Port,
        settings: "settings.settle = \"50ms\"\n",
        tables: "settings.payments = { cheque = 2, electronic = 3, meal_ticket = 5, uncollected_goods = 7, \
                 uncollected_services = 50, uncollected_invoice = 51, uncollected_health = 52, payment_discount = 53, \
                 multi_use_voucher = 54 }\n",
        lacks: &[Lack::Answers, Lack::OwnOriginals, Lack::Kind("vr"), Lack::Kind("nd"), Lack::TenderNames],
    };
    /// RCH's frames, over TCP.
    pub const RCH: Self = Self {
        driver: "rch",
        package: "fiscus-rch",
        model: "rch",
        tables: "settings.payments = { uncollected_goods = 2, cheque = 3, electronic = 4, meal_ticket = 5, \
                 uncollected_services = 6, uncollected_invoice = 7, uncollected_health = 8, payment_discount = 9, \
                 multi_use_voucher = 10 }\n",
        lacks: &[
            Lack::ForeignOriginals,
            Lack::Kind("pos"),
            Lack::Kind("vr"),
            Lack::Kind("nd"),
            Lack::Cash,
            Lack::Drawer,
        ],
        ..Self::EPSON_RT
    };
    /// The same commands over HTTP.
    pub const RCH_HTTP: Self = Self { model: "rch-http", ..Self::RCH };

    /// Every family that prints fiscal documents, RCH's on both of its wires.
    pub const FISCAL: [Self; 6] =
        [Self::EPSON_RT, Self::CUSTOM_XML, Self::CUSTOM_SERIAL, Self::RCH, Self::RCH_HTTP, Self::XON_XOFF];

    /// Whether it declares that it cannot do this.
    #[must_use]
    pub fn lacks(&self, what: Lack) -> bool {
        self.lacks.contains(&what)
    }

    /// The same on another wire.
    #[must_use]
    pub fn at(self, wire: Wire) -> Self {
        Self { wire, ..self }
    }
}

/// Where a scenario plays.
#[derive(Debug)]
pub struct World {
    /// Under which ids its libraries go.
    pub names: Names,
    /// Its printers.
    pub family: Family,
    told: Told,
}

/// What was told in a world, in order.
pub(crate) type Told = Rc<RefCell<Vec<Value>>>;

impl World {
    /// A world in which nothing was told yet.
    #[must_use]
    pub fn new(names: Names, family: Family) -> Self {
        Self { names, family, told: Told::default() }
    }

    /// Every library goes by its own id, before Epson's printers.
    #[must_use]
    pub fn named() -> Self {
        Self::new(Names::Own, Family::EPSON_RT)
    }

    /// Every library goes by an id that is nowhere in the sources.
    #[must_use]
    pub fn renamed() -> Self {
        Self::new(Names::Other, Family::EPSON_RT)
    }

    /// A shop with one printer of the family, all tenders in its tables, and these libraries besides.
    #[must_use]
    pub fn plan(&self, packages: &[&'static str]) -> Plan {
        Plan {
            names: self.names,
            family: self.family,
            printers: vec![("front".to_owned(), self.family.tables.to_owned())],
            libraries: packages.iter().copied().chain([self.family.package]).collect(),
            ..Plan::default()
        }
    }

    /// Where the scenes of this world note what they are told.
    pub(crate) fn notes(&self) -> Told {
        Rc::clone(&self.told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_ids_of_libraries_are_others() {
        let written = "[card_types.pin]\nplugin = \"pin\"\nname = \"pin\"\n";
        assert_eq!(Names::Own.written(written), written);
        assert_eq!(Names::Other.written(written), "[card_types.pin]\nplugin = \"strange-pin-9\"\nname = \"pin\"\n");
    }
}
