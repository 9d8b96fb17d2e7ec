//! Which printer a document goes to.
//!
//! A till's table replaces single keys of `[routes]`; what it does not write stays. Does not know whether the
//! printer can print the document. Source: S1-17.

use super::Config;
use std::{collections::BTreeMap, fmt};

/// Printers by kind of document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Routes {
    /// Receipts, and what is printed on the fiscal memory: returns, voids.
    pub receipt: Option<String>,
    /// Slips.
    pub slip: Option<String>,
    /// The slip that stays in the drawer (default: as `slip`).
    pub drawer_slip: Option<String>,
    /// Receipts whose lines are of a department.
    pub departments: BTreeMap<String, String>,
}

/// Why there is no printer for a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteError {
    /// No route says where it goes.
    Missing {
        /// The key of the route.
        route: &'static str,
        /// The department without a printer, if others have one.
        department: Option<String>,
    },
    /// The lines of one receipt belong to two printers.
    Split {
        /// A department and its printer.
        one: (String, String),
        /// Another department and its printer.
        other: (String, String),
    },
}

impl fmt::Display for RouteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { route, department: None } => write!(f, "no printer: set routes.{route}"),
            Self::Missing { route, department: Some(department) } => {
                write!(
                    f,
                    "no printer for department {department}: set routes.{route} or routes.departments.{department}"
                )
            }
            Self::Split { one, other } => write!(
                f,
                "a receipt has one printer, but department {} prints on {} and department {} on {}",
                one.0, one.1, other.0, other.1
            ),
        }
    }
}
impl std::error::Error for RouteError {}

impl Config {
    /// The printer of a receipt with lines of these departments.
    ///
    /// # Errors
    /// No route, or routes to two printers.
    pub fn receipt_printer(&self, till: Option<&str>, departments: &[&str]) -> Result<&str, RouteError> {
        let default = self.route(till, |routes| routes.receipt.as_deref());
        let mut chosen: Option<(&str, &str)> = None;
        for department in departments {
            let own = self.route(till, |routes| routes.departments.get(*department).map(String::as_str));
            let printer = own
                .or(default)
                .ok_or_else(|| RouteError::Missing { route: "receipt", department: Some((*department).to_owned()) })?;
            match chosen {
                Some((one, first)) if first != printer => {
                    return Err(RouteError::Split {
                        one: (one.to_owned(), first.to_owned()),
                        other: ((*department).to_owned(), printer.to_owned()),
                    });
                }
                _ => chosen = Some((department, printer)),
            }
        }
        chosen.map(|(_, printer)| printer).or(default).ok_or(RouteError::Missing { route: "receipt", department: None })
    }

    /// The printer of a slip.
    ///
    /// # Errors
    /// No route.
    pub fn slip_printer(&self, till: Option<&str>) -> Result<&str, RouteError> {
        let slip = self.route(till, |routes| routes.slip.as_deref());
        slip.ok_or(RouteError::Missing { route: "slip", department: None })
    }

    /// The printer of the slip that stays in the drawer.
    ///
    /// # Errors
    /// No route.
    pub fn drawer_slip_printer(&self, till: Option<&str>) -> Result<&str, RouteError> {
        match self.route(till, |routes| routes.drawer_slip.as_deref()) {
            Some(printer) => Ok(printer),
            None => self.slip_printer(till),
        }
    }

    fn route<'a>(&'a self, till: Option<&str>, pick: impl Fn(&'a Routes) -> Option<&'a str>) -> Option<&'a str> {
        till.and_then(|till| self.tills.get(till)).and_then(&pick).or_else(|| pick(&self.routes))
    }
}
