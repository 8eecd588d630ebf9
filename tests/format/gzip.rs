//! gzip: fixed bytes, and decodable.

use std::io::Read;

use flate2::read::GzDecoder;
use parbake::format::gzip;
use proptest::prelude::*;

#[test]
fn the_bytes_are_golden() {
    let bytes = gzip::encode(b"#!/bin/sh\necho hello\necho hello\n").unwrap();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    insta::assert_snapshot!(hex, @"1f8b08000000000002ff5356d44fcaccd32fcee04a4dcec857c848cdc9c9476602002579828220000000");
}

#[test]
fn the_bytes_of_the_thorough_search_are_golden() {
    let text = b"#!/bin/sh\necho hello\necho hello\n";
    let bytes = gzip::encode_within(text, 0).unwrap();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    insta::assert_snapshot!(hex, @"1f8b08000000000002ff5356d44fcaccd32fcee04a4dcec857c848cdc9c9476602002579828220000000");
    let within = gzip::encode_within(text, 1000).unwrap();
    assert_eq!(within, gzip::encode(text).unwrap());
}

/// What the search is there for.
#[test]
fn the_thorough_search_finds_less() {
    let text = include_bytes!("../../templates/boot/runner.sh");
    let (quick, thorough) = (gzip::encode(text), gzip::encode_within(text, 0));
    let (quick, thorough) = (quick.unwrap().len(), thorough.unwrap().len());
    assert!(thorough * 100 < quick * 99, "{thorough} of {quick}");
}

proptest! {
    #[test]
    fn a_decoder_gives_the_bytes_back(bytes in proptest::collection::vec(any::<u8>(), 0..5000)) {
        let compressed = gzip::encode(&bytes).unwrap();
        prop_assert_eq!(&compressed[..10], &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
        let mut decoded = Vec::new();
        GzDecoder::new(compressed.as_slice()).read_to_end(&mut decoded).unwrap();
        prop_assert_eq!(&decoded, &bytes);
        let compressed = gzip::encode_within(&bytes, 0).unwrap();
        decoded.clear();
        GzDecoder::new(compressed.as_slice()).read_to_end(&mut decoded).unwrap();
        prop_assert_eq!(decoded, bytes);
    }
}
