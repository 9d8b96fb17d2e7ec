//! The back office: the registry of cards and customers, the stock, exports and reports, over the real socket.

mod cli;
mod defaults;
mod radius;
mod roles;
mod zero;
