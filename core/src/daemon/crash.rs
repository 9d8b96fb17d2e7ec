//! Named points at which a test lets the daemon die, as a pulled plug would: nothing is flushed, nothing is
//! answered. In a release build there are none.

/// Dies here if the environment says so: `FISCUS_CRASH_AT=NAME` or `NAME:NTH`. Or only holds its breath here, so that what
/// runs beside it is ahead: `FISCUS_HOLD_AT=NAME`.
#[inline]
pub fn point(name: &str) {
    #[cfg(debug_assertions)]
    points::reached(name);
    #[cfg(not(debug_assertions))]
    let _ = name;
}

#[cfg(debug_assertions)]
mod points {
    use std::{
        sync::{
            LazyLock,
            atomic::{AtomicU32, Ordering},
            mpsc,
        },
        time::Duration,
    };

    static WANTED: LazyLock<Option<(String, u32)>> = LazyLock::new(|| {
        let text = std::env::var("FISCUS_CRASH_AT").ok()?;
        // The name has a colon of its own: `print:after`, `print:after:2`.
        let nth = text.rsplit_once(':').and_then(|(name, nth)| Some((name.to_owned(), nth.parse().ok()?)));
        Some(nth.unwrap_or((text, 1)))
    });
    static REACHED: AtomicU32 = AtomicU32::new(0);
    static HELD: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("FISCUS_HOLD_AT").ok());
    const BREATH: Duration = Duration::from_millis(500);

    pub fn reached(name: &str) {
        if let Some((wanted, nth)) = WANTED.as_ref()
            && wanted == name
            && REACHED.fetch_add(1, Ordering::Relaxed) + 1 == *nth
        {
            std::process::abort();
        }
        if HELD.as_deref() == Some(name) {
            // Nobody ever says anything.
            let (_open, never) = mpsc::channel::<()>();
            let _ = never.recv_timeout(BREATH);
        }
    }
}
