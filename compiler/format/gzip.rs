//! gzip with the same bytes on any machine and any day.
//!
//! Source: RFC 1952. Encoders differ in the OS byte and put the time into the header, so the header
//! and the trailer are written here and only the deflate stream comes from a library.

use std::io;
use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use zopfli::{Format, Options};

/// Magic, deflate, no flags, no time, "slowest algorithm", "unknown system" (RFC 1952, 2.3.1).
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];

/// Compresses bytes at level 9.
///
/// # Errors
/// What the deflate encoder reports; writing to memory gives it no cause to.
pub fn encode(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(HEADER.to_vec(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(finish(encoder.finish()?, bytes))
}

/// Compresses bytes at level 9; where that is over a budget, by a search that takes about fifty times as long and gives some
/// 4 % less. The outcome may still be over the budget, which is in bytes.
///
/// # Errors
/// See [`encode`].
pub fn encode_within(bytes: &[u8], budget: usize) -> io::Result<Vec<u8>> {
    let quick = encode(bytes)?;
    if quick.len() <= budget {
        return Ok(quick);
    }
    let mut stream = HEADER.to_vec();
    zopfli::compress(Options::default(), Format::Deflate, bytes, &mut stream)?;
    Ok(finish(stream, bytes))
}

/// Adds the trailer.
fn finish(mut compressed: Vec<u8>, bytes: &[u8]) -> Vec<u8> {
    let mut checksum = Crc::new();
    checksum.update(bytes);
    compressed.extend_from_slice(&checksum.sum().to_le_bytes());
    compressed.extend_from_slice(&checksum.amount().to_le_bytes());
    compressed
}
