//! Deliveries against real servers: FreeRADIUS and PostgreSQL from Debian's packages, each started by the test itself, on
//! a port and in a folder of its own, and gone with it. Only with the feature `servers`:
//!
//!     apt-get install freeradius freeradius-utils freeradius-postgresql postgresql
//!     cargo test -p fiscus-tests --features servers --test servers
//!
//! A program that is not there fails the test, and is named with its package.

mod postgres;
mod process;
mod radius;
mod scenes;
