//! A line over the network.
//!
//! That the system took the bytes is all that TCP tells: a device that stops reading is noticed when the buffers
//! between are full.

use super::stream::Line;
use std::io;
use tokio::net::TcpStream;

impl Line for TcpStream {}

pub(super) async fn open(host: &str, port: u16) -> io::Result<Box<dyn Line>> {
    let stream = TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    Ok(Box::new(stream))
}
