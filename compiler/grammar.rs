//! The grammars of one-line texts.
