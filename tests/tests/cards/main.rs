//! Every card type in a real shop: through the socket, with the libraries as they are shipped and once more under ids
//! that nobody knows, and with paper that can be read.

mod bonus;
mod discount;
mod service;
mod stamp;
mod tiers;
