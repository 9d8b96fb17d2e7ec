//! The terminal: a till roll at the left, what is said about it at the right; one under the other where it is
//! narrow. It knows nothing of what it shows.

use std::{
    io::{self, IsTerminal, Write},
    process::{Command, Stdio},
    time::Duration,
};

/// Characters on the paper.
const PAPER: usize = 46;
/// The paper with its frame.
const FRAME: usize = PAPER + 4;
/// Below this the columns stand one under the other.
const TWO_COLUMNS: usize = FRAME + 44;
/// What is said is not made wider than can be read.
const WIDEST: usize = FRAME + 88;

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// As it is.
    Plain,
    /// What somebody tells.
    Story,
    /// What the till asks.
    Ask,
    /// It went well.
    Good,
    /// Somebody should know.
    Warn,
    /// No.
    Bad,
    /// What was checked.
    Check,
    /// The frame around it.
    Faint,
    /// A headline.
    Head,
}

impl Ink {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Story => "\x1b[3m",
            Self::Ask => "\x1b[36m",
            Self::Good => "\x1b[1;32m",
            Self::Warn => "\x1b[33m",
            Self::Bad => "\x1b[1;31m",
            Self::Check => "\x1b[32m",
            Self::Faint => "\x1b[2m",
            Self::Head => "\x1b[1m",
        }
    }
}

/// A line of what is said; what does not fit goes on below, indented by this much.
#[derive(Debug, Clone)]
pub struct Said {
    /// How it looks.
    pub ink: Ink,
    /// What it says.
    pub text: String,
    /// Where its next lines begin.
    pub indent: usize,
}

/// The terminal, or what stands for it.
pub struct Stage {
    colours: bool,
    width: usize,
    pace: Duration,
}

impl Stage {
    /// The terminal as it is; `pace` is the pause after a scene.
    pub fn new(pace: Option<Duration>) -> Self {
        let terminal = io::stdout().is_terminal();
        let pace = pace.unwrap_or(Duration::from_millis(if terminal { 1200 } else { 0 }));
        Self {
            colours: terminal && std::env::var_os("NO_COLOR").is_none_or(|no| no.is_empty()),
            width: width(terminal).clamp(FRAME + 2, WIDEST),
            pace: if terminal { pace } else { Duration::ZERO },
        }
    }

    fn ink(&self, ink: Ink, text: &str) -> String {
        let code = ink.code();
        if !self.colours || code.is_empty() || text.is_empty() {
            text.to_owned()
        } else {
            format!("{code}{text}\x1b[0m")
        }
    }

    fn line(&self, line: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "{}", line.trim_end())?;
        out.flush()
    }

    /// A headline with what is about to happen.
    pub fn open(&self, title: &str, story: &str) -> io::Result<()> {
        let rule = "━".repeat(self.width.saturating_sub(title.chars().count() + 5));
        self.line("")?;
        self.line(&self.ink(Ink::Head, &format!("━━━ {title} {rule}")))?;
        for line in wrapped(story, self.width.saturating_sub(4), 0) {
            self.line(&self.ink(Ink::Story, &format!("    {line}")))?;
        }
        self.line("")
    }

    /// The papers, and what is said about them.
    pub fn show(&self, papers: &[(&str, String)], said: &[Said]) -> io::Result<()> {
        let roll = self.roll(papers);
        let side = self.width >= TWO_COLUMNS;
        let width = if side && !roll.is_empty() { self.width - FRAME - 2 } else { self.width - 4 };
        let talk: Vec<String> = said
            .iter()
            .flat_map(|said| {
                let lines = wrapped(&said.text, width, said.indent);
                lines.into_iter().map(|line| self.ink(said.ink, &line)).collect::<Vec<_>>()
            })
            .collect();
        // A roll comes out line by line.
        let tick = self.pace / 24;
        if side && !roll.is_empty() {
            let nothing = " ".repeat(FRAME);
            for row in 0..roll.len().max(talk.len()) {
                let left = roll.get(row).unwrap_or(&nothing);
                let right = talk.get(row).map_or("", String::as_str);
                self.line(&format!("{left}  {right}"))?;
                std::thread::sleep(tick);
            }
        } else {
            let talk = talk.iter().map(|line| format!("    {line}"));
            for line in talk.chain(roll) {
                self.line(&line)?;
                std::thread::sleep(tick);
            }
        }
        std::thread::sleep(self.pace);
        Ok(())
    }

    /// The papers as they were torn off.
    fn roll(&self, papers: &[(&str, String)]) -> Vec<String> {
        let mut roll = Vec::new();
        let cut = "- ".repeat(PAPER / 2);
        for (printer, paper) in papers {
            let mut open = false;
            for line in paper.lines() {
                if !open {
                    let rest = "─".repeat((PAPER + 1).saturating_sub(printer.chars().count() + 2));
                    roll.push(self.ink(Ink::Faint, &format!("╭─ {printer} {rest}╮")));
                    open = true;
                }
                if line.trim_end() == cut.trim_end() {
                    roll.push(self.ink(Ink::Faint, &format!("╰{}╯", "╌".repeat(PAPER + 2))));
                    open = false;
                } else {
                    let side = self.ink(Ink::Faint, "│");
                    let blank = " ".repeat(PAPER.saturating_sub(line.chars().count()));
                    roll.push(format!("{side} {line}{blank} {side}"));
                }
            }
            if open {
                roll.push(self.ink(Ink::Faint, &format!("╵{}╵", " ".repeat(PAPER + 2))));
            }
        }
        roll
    }
}

/// Columns of the terminal.
fn width(terminal: bool) -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let asked = || {
        let stty = Command::new("stty").arg("size").stdin(Stdio::inherit()).stderr(Stdio::null()).output().ok()?;
        let text = String::from_utf8(stty.stdout).ok()?;
        text.split_whitespace().nth(1)?.parse().ok().filter(|columns| *columns > 0)
    };
    told.or_else(|| terminal.then(asked).flatten()).unwrap_or(120)
}

/// Breaks a text at spaces; the lines after the first are indented.
fn wrapped(text: &str, width: usize, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    // Spaces at the beginning are meant.
    let mut line: String = text.chars().take_while(|c| *c == ' ').collect();
    let mut empty = true;
    for word in text.split_inclusive(' ').skip_while(|word| *word == " ") {
        if !empty && line.chars().count() + word.trim_end().chars().count() > width {
            lines.push(line.trim_end().to_owned());
            line = " ".repeat(indent);
        }
        line += word;
        empty = false;
    }
    lines.push(line.trim_end().to_owned());
    lines
}
