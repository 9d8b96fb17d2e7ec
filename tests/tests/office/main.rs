//! The back office: what the shop does beside its tills.

mod defaults;
mod personal;
mod roles;
mod zero;
