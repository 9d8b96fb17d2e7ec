//! The probes of a driver, asked of its simulated device.

use super::Bench;
use crate::{
    Shop,
    driver::{
        Bytes, Device, Driver, Face, Heard, HttpAnswer, Input, Judgement, Link, Manifest, Probe, Question, Write,
    },
    kit::{Dice, Report, caught},
};
use serde_json::Value;

/// How often nonsense is judged.
const NONSENSE: u32 = 500;
/// How often a handshake may be carried on.
const SAYINGS: u32 = 4;

/// Tries every probe of the manifest.
pub(super) fn probes<D: Driver, V: Device>(report: &mut Report, dice: &mut Dice, settings: &Value, shop: &Shop) {
    let known = D::manifest();
    let face = caught(|| V::open(None).map(|device| device.face())).and_then(|face| face);
    for probe in &known.probes {
        let told = |what: String| format!("at {:?}: {what}", probe.link);
        report.tried("probes", shape(probe, &known).map_err(told));
        if let Ok(face) = face
            && (probe.link == Link::Http) == (face == Face::Http)
        {
            let found = caught(|| finds::<D, V>(probe, settings, shop)).and_then(|found| found);
            report.tried("probes", found.map_err(told));
        }
        for _ in 0..NONSENSE {
            let (text, status) = (dice.text(), *dice.pick(&[0, 200, 200, 401, 404, 500]));
            let heard = match probe.question {
                Question::Send(_) => Heard::Answer(HttpAnswer { status, body: text }),
                Question::Write { .. } => Heard::Bytes(Bytes(text.into_bytes())),
            };
            let judged = caught(|| D::judge(probe.link, &heard)).and_then(|judged| match judged {
                Judgement::Found { told } => Err(format!("{heard:?} is taken for a device: {told}")),
                Judgement::Other | Judgement::More { .. } => Ok(()),
            });
            report.tried("probes", judged.map_err(told));
        }
    }
}

fn shape(probe: &Probe, known: &Manifest) -> Result<(), String> {
    let same = known.probes.iter().filter(|other| other.link == probe.link).count();
    match (&probe.question, probe.link) {
        _ if !known.link.contains(&probe.link) => Err("the manifest names no such link".to_owned()),
        _ if same > 1 => Err("more than one question".to_owned()),
        (Question::Send(_), Link::Http) => Ok(()),
        (Question::Write { bytes, within_ms }, Link::Tcp | Link::Serial | Link::File) if !bytes.is_empty() => {
            if *within_ms == 0 {
                Err("no time for an answer".to_owned())
            } else {
                Ok(())
            }
        }
        _ => Err("a question that does not fit the link".to_owned()),
    }
}

/// A device as it left the factory is found, and is then as it was.
fn finds<D: Driver, V: Device>(probe: &Probe, settings: &Value, shop: &Shop) -> Result<(), String> {
    let mut bench = Bench::<D, V>::try_open(settings, shop)?;
    let before = bench.device.memory();
    let judged = match &probe.question {
        Question::Send(request) => match bench.exchange(request.clone()) {
            Input::Answer(answer) => D::judge(probe.link, &Heard::Answer(answer)),
            other => return Err(format!("the device does not answer: {other:?}")),
        },
        Question::Write { bytes, within_ms } => converse(&mut bench, probe.link, bytes, *within_ms)?,
    };
    let same = bench.device.memory() == before && bench.done.is_empty() && bench.paper.is_empty();
    match judged {
        Judgement::Found { .. } if same => Ok(()),
        Judgement::Found { .. } => Err(format!("the device is not as it was; on paper: {:?}", bench.paper)),
        other => Err(format!("the device is not found: {other:?}")),
    }
}

fn converse<D: Driver, V: Device>(
    bench: &mut Bench<D, V>,
    link: Link,
    question: &Bytes,
    within_ms: u64,
) -> Result<Judgement, String> {
    let put = |bytes: Bytes| Write { bytes, fresh: false, accept_within_ms: within_ms, answer_within_ms: within_ms };
    bench.connect(true);
    let mut input = bench.write(put(question.clone()));
    let (mut heard, mut sayings) = (Vec::new(), SAYINGS);
    loop {
        let Input::Bytes(bytes) = &input else { return Err(format!("the device does not answer: {input:?}")) };
        heard.extend_from_slice(bytes);
        input = match D::judge(link, &Heard::Bytes(Bytes(heard.clone()))) {
            Judgement::More { say } if say.is_empty() => bench.read(within_ms),
            Judgement::More { say } if sayings > 0 => {
                sayings -= 1;
                bench.write(put(say))
            }
            judged => return Ok(judged),
        };
    }
}
