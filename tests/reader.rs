//! The reader models.
