//! The back office: what the shop does beside its tills.

mod radius;
