//! Plays a scenario: before every family of printers at once, with the same told everywhere; and once more under ids that
//! nobody knows.

use crate::{
    Family, Lack, Names, World,
    scene::{LACKS, Played},
};
use serde_json::Value;
use std::thread;

/// A scenario: what happens in a world.
pub type Scenario = fn(&World) -> Played;

/// Makes tests of scenarios of this module: each before every family, and each with renamed libraries.
#[macro_export]
macro_rules! scenarios {
    ($($scenario:ident),+ $(,)?) => {
        mod named {
            $(
                #[test]
                fn $scenario() {
                    $crate::stage::everywhere(super::$scenario);
                }
            )+
        }
        mod renamed {
            $(
                #[test]
                fn $scenario() {
                    super::$scenario(&$crate::World::renamed()).expect("it is played to its end");
                }
            )+
        }
    };
}

/// What a family told, and how far it came.
struct Evening {
    family: Family,
    played: Played,
    told: Vec<Value>,
}

/// Before every family at once, for they wait most of the time: the same is told, or the refusal that is declared.
///
/// # Panics
/// It is not so.
pub fn everywhere(scenario: Scenario) {
    let evenings: Vec<Result<Evening, &str>> = thread::scope(|scope| {
        let families = Family::FISCAL.map(|family| (family.model, scope.spawn(move || evening(family, scenario))));
        families.into_iter().map(|(model, played)| played.join().map_err(|_| model)).collect()
    });
    let failed: Vec<&str> = evenings.iter().filter_map(|evening| evening.as_ref().err().copied()).collect();
    assert!(failed.is_empty(), "it fails before {failed:?}");
    let evenings: Vec<Evening> = evenings.into_iter().flatten().collect();
    let (first, others) = evenings.split_first().expect("families");
    assert_eq!(first.played, Ok(()), "{} lacks nothing", first.family.model);
    let wrong: Vec<String> = others.iter().flat_map(|other| differences(first, other)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn evening(family: Family, scenario: Scenario) -> Evening {
    let world = World::new(Names::Own, family);
    let played = scenario(&world);
    let told = world.notes().take();
    Evening { family, played, told }
}

/// What a family told otherwise. What it declares to lack may end a scenario early, and nothing else does.
fn differences(first: &Evening, other: &Evening) -> Vec<String> {
    let model = other.family.model;
    let mut wrong = Vec::new();
    match other.played {
        Err(lack) if !other.family.lacks(lack) => wrong.push(format!("{model} does not declare {lack:?}")),
        Ok(()) if other.told.len() != first.told.len() => {
            wrong.push(format!("{model}: {} answers, not {}", other.told.len(), first.told.len()));
        }
        Err(_) if other.told.len() > first.told.len() => wrong.push(format!("{model} told more")),
        _ => {}
    }
    for (at, (told, expected)) in other.told.iter().zip(&first.told).enumerate() {
        if told != expected && told.get(LACKS).is_none() {
            wrong.push(format!("{model} {at}: {told}\n  not {expected}"));
        }
    }
    wrong
}

impl Lack {
    /// The reason of its refusal.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::UnknownOriginals => "original_not_found",
            _ => "capability_missing",
        }
    }
}
