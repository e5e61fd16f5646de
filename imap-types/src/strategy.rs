//! proptest strategies, derived from `Arbitrary`.

use core::fmt::Debug;

use arbitrary::{Arbitrary, Unstructured};
use proptest::{collection::vec, prelude::any, strategy::Strategy};

/// Values of `T`, made of up to `bytes` random bytes: the more bytes, the larger the values.
///
/// ```
/// use imap_types::{command::Command, strategy::values};
/// use proptest::{strategy::{Strategy, ValueTree}, test_runner::TestRunner};
/// let command = values::<Command<'static>>(512).new_tree(&mut TestRunner::deterministic()).unwrap().current();
/// assert!(!command.tag.as_str().is_empty());
/// ```
pub fn values<T: for<'a> Arbitrary<'a> + Debug>(bytes: usize) -> impl Strategy<Value = T> {
    vec(any::<u8>(), 0..=bytes).prop_filter_map("the bytes make no value", |bytes| {
        T::arbitrary(&mut Unstructured::new(&bytes)).ok()
    })
}
