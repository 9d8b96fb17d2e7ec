//! What a device's memory proves about a paper whose answer was lost. What proves it, the SDK says.

use super::paper::{Before, Paper};
pub use fiscus_sdk::proof::{Verdict, follows};
use fiscus_sdk::{driver::Last, proof};

/// Judges a paper that was sent, by what was read before and what the device says now.
#[must_use]
pub fn judge(paper: &Paper, before: &Before, last: &Last) -> Verdict {
    let sent =
        proof::Sent { kind: paper.kind(), total: paper.total(), before: before.document.as_ref(), z_before: before.z };
    proof::judge(&sent, last)
}
