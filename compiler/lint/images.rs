//! Lints of container images: pulled ahead, and then pulled again, taken away or not seen.

mod cleanup_switched_off;
mod image_store_moved_at_boot;
mod name_that_excludes_nothing;
mod pulled_image_pulled_again;
mod pulled_image_removed;

use super::Lint;

/// Its lints, by id.
pub(super) const LINTS: &[&Lint] = &[
    &pulled_image_pulled_again::LINT,
    &cleanup_switched_off::LINT,
    &pulled_image_removed::LINT,
    &name_that_excludes_nothing::LINT,
    &image_store_moved_at_boot::LINT,
];

use super::{Finding, subject};
use crate::host::ImageReference;
use crate::host::item::Item;
use subject::Subject;

/// The images that a launch has pulled ahead, in the image or at boot.
fn pulled<'a>(
    subject: &Subject<'a>,
    launch: usize,
) -> impl Iterator<Item = (&'a Item<ImageReference>, &'a ImageReference)> {
    let images = subject.host.images.iter();
    images.filter_map(move |item| Some((item, item.at(launch)?)))
}
