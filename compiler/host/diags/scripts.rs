//! Settings of a script that nothing would come of.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

pub(in crate::host) fn taken_variable(span: Span, name: &str, why: &str) -> Diagnostic {
    let message = format!("a script cannot be given `{name}`");
    Diagnostic::error(codes::REFUSED_KEY, span, message)
        .label("taken")
        .note(why)
        .help("give it another name, here and in the script")
}

pub(in crate::host) fn boot_setting_in_bake(span: Span, key: &str, name: &str) -> Diagnostic {
    let message = format!("the script `{name}` runs in the bake, where `{key}` means nothing");
    Diagnostic::error(codes::BOOT_SETTING_IN_BAKE, span, message)
        .label("only for scripts of the boot")
        .help(format!("take `{key}` out, or say `phase = \"boot\"`"))
}
