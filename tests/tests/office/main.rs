//! The back office, through the socket: a real daemon, real libraries.

mod reports;
mod search;
