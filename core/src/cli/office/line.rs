//! A connection to the daemon: calls with progress, operations with an id, lists page by page, confirmations.

use super::{
    Common, Page, id,
    show::{self, Column},
    words,
};
use crate::cli::{Problem, loaded, operator, say};
use fiscus_sdk::{
    Language,
    api::{EventAnswer, EventKind},
    client::{CallError, Client, Refused},
    reason::Reason,
};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value, json};
use std::{
    io::{BufRead, IsTerminal, Write},
    os::unix::net::UnixStream,
};

/// How many items are asked for at once.
const PORTION: u32 = 1000;

/// A connection, and how its answers are shown.
pub struct Line<'a> {
    client: Client<UnixStream>,
    common: &'a Common,
}

impl<'a> Line<'a> {
    /// Connects.
    pub fn open(common: &'a Common) -> Result<Self, Problem> {
        let socket = match &common.socket {
            Some(socket) => socket.clone(),
            None => loaded(common.config.as_deref())?.config.socket.path,
        };
        let stream = UnixStream::connect(&socket)
            .map_err(|error| format!("no daemon answers at {}: {error}. Start it with fiscus run", socket.display()))?;
        let mut line = Self { client: Client::new(stream), common };
        if let Some(operator) = &common.operator {
            operator::speak_for(operator, |method, params| {
                line.client.request(method, &params).map_err(|error| line.told(error))
            })?;
        }
        Ok(line)
    }

    /// A call that changes nothing.
    pub fn ask(&mut self, method: &str, params: Map<String, Value>) -> Result<Value, Problem> {
        self.client.request(method, &Value::Object(params)).map_err(|error| self.told(error))
    }

    /// The same; none: it is refused because nothing is there.
    pub fn found(
        &mut self,
        method: &str,
        params: Map<String, Value>,
        nothing: Reason,
    ) -> Result<Option<Value>, Problem> {
        match self.client.request(method, &Value::Object(params)) {
            Ok(answer) => Ok(Some(answer)),
            Err(CallError::Answered(refused)) if refused.reason() == Some(nothing) => Ok(None),
            Err(error) => Err(self.told(error)),
        }
    }

    /// A call that changes something: with an id, a bar while it takes long, and a question where it is to be confirmed.
    pub fn operate(&mut self, method: &str, mut params: Map<String, Value>) -> Result<Value, Problem> {
        let id = self.common.operation.clone().unwrap_or_else(id::fresh);
        params.insert("operation".into(), json!(id));
        if let Some(operator) = &self.common.operator {
            params.insert("operator".into(), json!(operator));
        }
        let answer = match self.watched(method, &params, &id) {
            Err(CallError::Answered(refused)) if refused.reason() == Some(Reason::ConfirmationNeeded) => {
                params.insert("confirm".into(), self.confirmed(&refused)?);
                self.watched(method, &params, &id)
            }
            other => other,
        };
        match answer {
            Ok(answer) if answer.get("state") == Some(&json!("asking")) => Err(self.open_questions(&answer)),
            Ok(answer) => Ok(answer),
            Err(CallError::Broken(error)) => Err(Problem::Say(format!(
                "the connection broke: {error}. What became of it: the same command again with --operation {id}"
            ))),
            Err(error) => Err(self.told(error)),
        }
    }

    fn watched(&mut self, method: &str, params: &Map<String, Value>, id: &str) -> Result<Value, CallError> {
        let params = Value::Object(params.clone());
        if !std::io::stderr().is_terminal() {
            return self.client.request(method, &params);
        }
        self.client.request("events.subscribe", &json!({ "kinds": [EventKind::Progress] }))?;
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len}, {eta} left") {
            bar.set_style(style);
        }
        let answer = self.client.request_watched(method, &params, |event: &EventAnswer| {
            if let (Some(done), Some(of)) = (event.done, event.of)
                && event.operation.as_deref() == Some(id)
            {
                bar.set_length(of);
                bar.set_position(done);
            }
        });
        bar.finish_and_clear();
        answer
    }

    /// What a person says to a question that must be confirmed, in the language in which it is asked.
    fn confirmed(&mut self, refused: &Refused) -> Result<Value, Problem> {
        let confirm = refused.data.get("confirm").cloned().unwrap_or_default();
        if self.common.yes {
            return Ok(confirm);
        }
        let language = self.language();
        if !std::io::stdin().is_terminal() {
            return Err(Problem::Say(format!("{} {}", refused.message, words::needs_yes(language))));
        }
        eprint!("{} [{}] ", refused.message, words::yes_or_no(language));
        let _ = std::io::stderr().flush();
        let mut typed = String::new();
        std::io::stdin().lock().read_line(&mut typed).map_err(|error| format!("standard input: {error}"))?;
        if words::is_yes(language, &typed) {
            Ok(confirm)
        } else {
            Err(Problem::Say(words::nothing_done(language).to_owned()))
        }
    }

    /// The shop, its time and its language, as the daemon says.
    pub fn shop(&mut self) -> Value {
        self.client.request("daemon.info", &json!({})).unwrap_or_default()
    }

    /// The language of the daemon's sentences.
    fn language(&mut self) -> Language {
        serde_json::from_value(self.shop()["language"].clone()).unwrap_or_default()
    }

    /// A list, page after page, as a table.
    pub fn list(
        &mut self,
        method: &str,
        params: Map<String, Value>,
        page: &Page,
        columns: &[Column],
    ) -> Result<(), Problem> {
        let answer = self.gathered(method, params, page)?;
        if self.common.json {
            return self.shown(&answer);
        }
        let items = answer["items"].as_array().cloned().unwrap_or_default();
        say(&show::table(&items, columns));
        say(&show::ended(items.len(), &answer["next"]));
        Ok(())
    }

    /// The answer of the first page with the items of all that are wanted.
    pub fn gathered(&mut self, method: &str, mut params: Map<String, Value>, page: &Page) -> Result<Value, Problem> {
        let most = if page.all { usize::MAX } else { page.limit as usize };
        let mut whole: Option<Value> = None;
        let mut after = page.after.clone();
        loop {
            let had = whole.as_ref().and_then(|whole| whole["items"].as_array()).map_or(0, Vec::len);
            let wanted = u32::try_from(most.saturating_sub(had)).unwrap_or(PORTION).min(PORTION);
            params.insert("limit".into(), json!(wanted));
            params.insert("after".into(), json!(after));
            let answer = self.ask(method, params.clone())?;
            after = answer["next"].as_str().map(str::to_owned);
            match &mut whole {
                None => whole = Some(answer),
                Some(whole) => {
                    if let (Some(all), Some(more)) = (whole["items"].as_array_mut(), answer["items"].as_array()) {
                        all.extend(more.iter().cloned());
                    }
                    whole["next"] = json!(after);
                }
            }
            let whole = whole.as_ref().and_then(|whole| whole["items"].as_array()).map_or(0, Vec::len);
            if after.is_none() || whole >= most {
                break;
            }
        }
        Ok(whole.unwrap_or_default())
    }

    /// An answer as it is.
    pub fn shown(&self, answer: &Value) -> Result<(), Problem> {
        say(&serde_json::to_string_pretty(answer).unwrap_or_default());
        Ok(())
    }

    /// An answer as JSON where that is wanted, else as `people` read it.
    pub fn answered(&self, answer: &Value, people: impl FnOnce(&Value) -> String) -> Result<(), Problem> {
        if self.common.json {
            return self.shown(answer);
        }
        say(&people(answer));
        Ok(())
    }

    /// A file that was written.
    pub fn written(&self, answer: &Value) -> Result<(), Problem> {
        self.answered(answer, |answer| {
            let text = |key: &str| show::cell(&answer[key]);
            format!("{}\n{} written, SHA-256 {}", text("file"), text("count"), text("sha256"))
        })
    }

    /// Whether the answer is to be printed as it is.
    #[must_use]
    pub fn json(&self) -> bool {
        self.common.json
    }

    fn told(&mut self, error: CallError) -> Problem {
        match error {
            CallError::Answered(refused) if self.common.json => {
                let error = json!({ "code": refused.code, "message": refused.message, "data": refused.data });
                eprintln!("{}", serde_json::to_string_pretty(&error).unwrap_or_default());
                Problem::Told
            }
            CallError::Answered(refused)
                if refused.reason() == Some(Reason::NotPermitted) && self.common.operator.is_none() =>
            {
                Problem::Say(format!("{} {}", refused.message, words::who_works(self.language())))
            }
            other => Problem::Say(other.to_string()),
        }
    }

    /// Questions that the command line answers with options.
    fn open_questions(&mut self, answer: &Value) -> Problem {
        let language = self.language();
        let mut lines = Vec::new();
        for question in answer["questions"].as_array().into_iter().flatten() {
            let offered = ["presets", "choices"].map(|key| question[key].as_array().cloned().unwrap_or_default());
            let choices: Vec<String> = offered.iter().flatten().map(show::cell).collect();
            let choices = if choices.is_empty() { String::new() } else { format!(" ({})", choices.join(", ")) };
            let (text, option) = (show::cell(&question["text"]), show::cell(&question["id"]));
            lines.push(format!("{text}{choices} {}", words::give_with(language, &option)));
        }
        Problem::Say(lines.join("\n"))
    }
}

/// Parameters of which only those count that are given.
#[must_use]
pub fn given<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    };
    pairs.into_iter().filter(|(_, value)| !empty(value)).map(|(key, value)| (key.to_owned(), value)).collect()
}
