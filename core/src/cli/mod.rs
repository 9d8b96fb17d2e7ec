//! The command line. Each command is a file; here is only what they are called.

mod call;
mod check;
mod detect;
mod journal;
mod libraries;
mod office;
mod operator;
mod run;
mod simulate;

use clap::{Parser, Subcommand, ValueEnum};
use std::{path::PathBuf, process::ExitCode};

/// Fiscal printers and customer cards for point-of-sale applications.
#[derive(Debug, Parser)]
#[command(name = "fiscus", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the daemon.
    Run {
        /// The configuration [default: $FISCUS_CONFIG, else ./fiscus.toml, else /etc/fiscus/fiscus.toml].
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// How the log is written to stderr; its level comes from RUST_LOG.
        #[arg(long, value_enum, default_value = "text")]
        log_format: LogFormat,
        /// Start a virtual clock at this instant (only with printers on this machine).
        #[arg(long, value_name = "INSTANT")]
        clock: Option<String>,
    },
    /// Check a configuration: every problem with its line and column.
    Check {
        /// The configuration.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Call a method of the running daemon and print its result.
    Call {
        /// The method, such as daemon.info.
        method: String,
        /// The parameters as JSON, or - to read them from standard input.
        #[arg(default_value = "{}")]
        params: String,
        /// The daemon's socket.
        #[arg(long, value_name = "PATH", conflicts_with = "config")]
        socket: Option<PathBuf>,
        /// Log in as this operator first; the password comes from $FISCUS_PASSWORD, else it is asked for.
        #[arg(long, value_name = "ID")]
        operator: Option<String>,
        /// The configuration that names the socket.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// List the printer drivers and card plugins that are found.
    Libraries {
        /// The configuration.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Run a simulated printer.
    Simulate {
        /// The model: a word that a driver says it simulates.
        model: String,
        /// Where it listens, such as 127.0.0.1:9001; a device of a serial line also at pty:/tmp/printer.
        #[arg(long, value_name = "ADDRESS")]
        listen: String,
        /// Where tests ask for its memory and paper by HTTP, for a device that is not reached by HTTP itself.
        #[arg(long, value_name = "ADDRESS")]
        control: Option<String>,
        /// Where it keeps its fiscal memory.
        #[arg(long, value_name = "FILE")]
        state: Option<PathBuf>,
        /// How it misbehaves; read again when the file changes.
        #[arg(long, value_name = "FILE")]
        faults: Option<PathBuf>,
        /// Where its paper goes; FILE.png: a picture of it, where the device draws one [default: standard output].
        #[arg(long, value_name = "FILE")]
        paper: Option<PathBuf>,
        /// Folders of libraries [default: the folder of this program, and ../lib/fiscus beside it].
        #[arg(long, value_name = "FOLDER")]
        libraries: Vec<PathBuf>,
        /// Start a virtual clock at this instant.
        #[arg(long, value_name = "INSTANT")]
        clock: Option<String>,
    },
    /// Cards: the registry, the stock, making, moving, exporting.
    Cards {
        #[command(subcommand)]
        command: office::CardsCommand,
        #[command(flatten)]
        common: office::Common,
    },
    /// Customers.
    Customers {
        #[command(subcommand)]
        command: office::CustomersCommand,
        #[command(flatten)]
        common: office::Common,
    },
    /// Partners, who hand cards out.
    Partners {
        #[command(subcommand)]
        command: office::PartnersCommand,
        #[command(flatten)]
        common: office::Common,
    },
    /// Discounts that turnovers have earned.
    Discounts {
        #[command(subcommand)]
        command: office::DiscountsCommand,
        #[command(flatten)]
        common: office::Common,
    },
    /// Reports.
    Report {
        #[command(subcommand)]
        command: office::ReportCommand,
        #[command(flatten)]
        common: office::Common,
    },
    /// What is to be done outside the shop for cards, such as a login that is released.
    Deliveries {
        #[command(flatten)]
        arguments: office::DeliveriesArguments,
        #[command(flatten)]
        common: office::Common,
    },
    /// Work with operators.
    Operator {
        #[command(subcommand)]
        command: OperatorCommand,
    },
    /// Work with printers.
    Printer {
        #[command(subcommand)]
        command: PrinterCommand,
    },
    /// Work with the journal.
    Journal {
        #[command(subcommand)]
        command: JournalCommand,
    },
}

#[derive(Debug, Subcommand)]
enum OperatorCommand {
    /// Ask for a password twice (or read it from standard input), and print what the configuration keeps of it.
    Password,
}

#[derive(Debug, Subcommand)]
enum PrinterCommand {
    /// Find printers by harmless status queries, and print their part of the configuration.
    #[command(group = clap::ArgGroup::new("where").required(true).multiple(true))]
    Detect {
        /// Ask at every serial line: /dev/ttyUSB*, /dev/ttyACM*, /dev/ttyS*.
        #[arg(long, group = "where")]
        serial: bool,
        /// Ask at every address of a network, such as 192.168.1.0/24 (/22 at most).
        #[arg(long, value_name = "CIDR", group = "where")]
        lan: Option<fiscus::detect::Network>,
        /// Ask at one place: tcp://HOST:PORT, http://HOST/, serial:///dev/ttyUSB0.
        #[arg(long, value_name = "CONNECTION", group = "where")]
        at: Vec<String>,
        /// Folders of libraries [default: the folder of this program, and ../lib/fiscus beside it].
        #[arg(long, value_name = "FOLDER", num_args = 1..)]
        libraries: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum JournalCommand {
    /// Recompute the chain and every balance from the entries.
    Verify {
        /// The configuration.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

/// Runs the command; problems go to stderr, or stdout where they are the result.
pub fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run { config, log_format, clock } => run::run(config.as_deref(), log_format, clock.as_deref()),
        Command::Check { config } => check::check(config.as_deref()),
        Command::Call { method, params, socket, operator, config } => {
            call::call(&method, &params, socket.as_deref(), config.as_deref(), operator.as_deref())
        }
        Command::Libraries { config } => libraries::libraries(config.as_deref()),
        Command::Simulate { model, listen, control, state, faults, paper, libraries, clock } => {
            simulate::simulate(&model, libraries, clock.as_deref(), |clock| fiscus::simulate::Options {
                listen,
                control,
                state,
                faults,
                paper,
                clock,
            })
        }
        Command::Cards { command, common } => office::cards(command, &common),
        Command::Customers { command, common } => office::customers(command, &common),
        Command::Partners { command, common } => office::partners(command, &common),
        Command::Discounts { command, common } => office::discounts(&command, &common),
        Command::Report { command, common } => office::report(command, &common),
        Command::Deliveries { arguments, common } => office::deliveries(arguments, &common),
        Command::Operator { command: OperatorCommand::Password } => operator::password(),
        Command::Printer { command: PrinterCommand::Detect { serial, lan, at, libraries } } => {
            detect::detect(serial, lan, &at, libraries)
        }
        Command::Journal { command: JournalCommand::Verify { config } } => journal::verify(config.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Problem::Told) => ExitCode::FAILURE,
        Err(Problem::Say(text)) => {
            eprintln!("fiscus: {text}");
            ExitCode::FAILURE
        }
        // As for what the arguments' parser refuses itself, but without repeating it: it may hold a password.
        Err(Problem::Written(text)) => {
            eprintln!("fiscus: {text}");
            ExitCode::from(2)
        }
    }
}

/// Why a command failed.
enum Problem {
    /// It has said so itself.
    Told,
    /// This is to be said.
    Say(String),
    /// The command is written wrongly, and this is to be said.
    Written(String),
}

impl From<String> for Problem {
    fn from(text: String) -> Self {
        Self::Say(text)
    }
}

/// Prints to standard output; whoever closed it does not want to read on.
fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// The configuration, or each of its findings on standard output.
fn loaded(path: Option<&std::path::Path>) -> Result<fiscus::config::Loaded, Problem> {
    let file = fiscus::config::find_file(path);
    fiscus::config::Config::load(&file).map_err(|findings| {
        for finding in findings {
            eprintln!("{finding}");
        }
        Problem::Told
    })
}

/// The folders of libraries where none are named.
fn beside_this_program() -> Vec<PathBuf> {
    let Some(folder) = std::env::current_exe().ok().and_then(|file| file.parent().map(ToOwned::to_owned)) else {
        return Vec::new();
    };
    vec![folder.clone(), folder.join("../lib/fiscus")]
}

/// Reads the instant at which a virtual clock starts.
fn instant(text: Option<&str>) -> Result<Option<jiff::Timestamp>, Problem> {
    text.map(|text| {
        text.parse()
            .map_err(|_| Problem::Say(format!("--clock {text}: not an instant such as 2026-11-22T09:00:00+01:00")))
    })
    .transpose()
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory;

    #[test]
    fn the_commands_fit_together() {
        Arguments::command().debug_assert();
    }
}
