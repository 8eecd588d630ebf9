//! Lints of container images: pulled ahead, and then pulled again, taken away or not seen.

pub(super) mod cleanup_switched_off;
pub(super) mod image_store_moved_at_boot;
pub(super) mod name_that_excludes_nothing;
pub(super) mod pulled_image_pulled_again;
pub(super) mod pulled_image_removed;

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
