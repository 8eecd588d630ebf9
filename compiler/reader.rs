//! Models of the real readers of each output, written from what they do, never from our encoders.

pub mod go;
