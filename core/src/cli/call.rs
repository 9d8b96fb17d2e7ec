//! `fiscus call`

use super::{Problem, loaded, operator, say};
use serde_json::{Value, json, value::RawValue};
use std::{
    io::{BufRead, BufReader, Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
};

/// Calls a method: the result on standard output, an error object on standard error.
pub fn call(
    method: &str,
    params: &str,
    socket: Option<&Path>,
    config: Option<&Path>,
    operator: Option<&str>,
) -> Result<(), Problem> {
    let socket: PathBuf = match socket {
        Some(socket) => socket.to_owned(),
        None => loaded(config)?.config.socket.path,
    };
    let params = if params == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(|error| format!("standard input: {error}"))?;
        text
    } else {
        params.to_owned()
    };
    // As it was written: numbers keep their digits, and a key that is there twice is the daemon's to refuse.
    let params: Box<RawValue> =
        serde_json::from_str(&params).map_err(|error| format!("the parameters are not JSON: {error}"))?;
    let mut stream = UnixStream::connect(&socket)
        .map_err(|error| format!("no daemon answers at {}: {error}. Start it with fiscus run", socket.display()))?;
    if let Some(operator) = operator {
        operator::speak_for(operator, |method, params| {
            Ok(ended(&exchange(&mut stream, method, &params.to_string(), &socket)?)?.clone())
        })?;
    }
    let answer = exchange(&mut stream, method, params.get(), &socket)?;
    let result = ended(&answer)?;
    say(&serde_json::to_string_pretty(result).unwrap_or_default());
    Ok(())
}

/// One call and its answer.
fn exchange(stream: &mut UnixStream, method: &str, params: &str, socket: &Path) -> Result<Value, Problem> {
    let broken = |error: std::io::Error| format!("{}: {error}", socket.display());
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method });
    // The parameters go in as text: a line has no line ends of its own.
    let head = request.to_string();
    let params = params.replace(['\n', '\r'], " ");
    let line = format!("{},\"params\":{params}}}\n", &head[..head.len() - 1]);
    stream.write_all(line.as_bytes()).map_err(broken)?;
    let mut answer = String::new();
    // One answer a call: nothing of the next can be in the buffer that is dropped.
    BufReader::new(&*stream).read_line(&mut answer).map_err(broken)?;
    let hung_up = |_| format!("the daemon at {} hung up without an answer", socket.display());
    Ok(serde_json::from_str(&answer).map_err(hung_up)?)
}

/// The result, or the error object on standard error.
fn ended(answer: &Value) -> Result<&Value, Problem> {
    match answer.get("error") {
        Some(error) => {
            eprintln!("{}", serde_json::to_string_pretty(error).unwrap_or_default());
            Err(Problem::Told)
        }
        None => Ok(answer.get("result").unwrap_or(&Value::Null)),
    }
}
