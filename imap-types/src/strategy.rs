//! proptest strategies, derived from `Arbitrary`.

use core::fmt::Debug;

use arbitrary::{Result, Unstructured};
use proptest::{collection::vec, prelude::any, strategy::Strategy};

/// Values that `make` makes of up to `bytes` random bytes: the more bytes, the larger the values. They own what they
/// hold, since the bytes do not outlive them.
///
/// ```
/// use arbitrary::Arbitrary;
/// use imap_types::{IntoBoundedStatic, command::Command, strategy::values};
/// use proptest::{strategy::{Strategy, ValueTree}, test_runner::TestRunner};
///
/// let commands = values(512, |u| Ok(Command::arbitrary(u)?.into_static()));
/// let command = commands.new_tree(&mut TestRunner::deterministic()).unwrap().current();
/// assert!(!command.tag.as_str().is_empty());
/// ```
pub fn values<T: Debug>(
    bytes: usize,
    make: impl Fn(&mut Unstructured<'_>) -> Result<T>,
) -> impl Strategy<Value = T> {
    vec(any::<u8>(), 0..=bytes).prop_filter_map("the bytes make no value", move |bytes| {
        make(&mut Unstructured::new(&bytes)).ok()
    })
}
