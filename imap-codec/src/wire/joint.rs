//! The macro that ties an open sum's readers to its writers.

/// A joint of the grammar: an open rule to which extensions add alternatives. One row per alternative.
///
/// The keyword stands once, with the type (`keyword_sum!` in imap-types). A row names the variant and what reads and
/// writes its payload:
///
/// ```text
/// joint! {
///     /// `status-att-val`
///     status_att_val -> StatusItem by StatusItemName, named by atom, slot StatusAtt {
///         Idle,                                  // the keyword alone
///         Messages(number),                      // SP, then what `number` reads and `Encode` writes
///         OldName(in_list => write_in_list),     // SP, then what the one reads and the other writes
///         BadCharset glued(charsets),            // no SP: the reader and `Encode` see to it
///         Exists numbered(write_exists),         // the number stands first: read by a function in front of the joint
///     }
/// }
/// ```
///
/// It makes two functions, for reading and for writing:
///
/// ```text
/// fn status_att_val<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, StatusItem<'a>> {
///     let (rest, name) = atom(i)?;
///     match StatusItemName::parse(name) {
///         Some(StatusItemName::Messages) => { let (rest, _) = sp(rest)?; number(cx, rest).map(…) }
///         …
///         None => other(cx, i, name, rest, Rule::StatusAtt),
///     }
/// }
/// impl Encode for StatusItem<'_> { … }
/// ```
///
/// With `pushed by name` behind the slot there is a third, which pushes what it reads to a list: each row writes straight
/// to its place there. A value that is handed on goes by way of the stack, which is felt where values are small and many.
///
/// The `match` is over the hidden enum of names, without a wildcard: **a name without a row does not compile**.
/// Alternatives without a keyword are read by a plain function in front of the joint, and written by the `also` rows.
macro_rules! joint {
    (
        $(#[$doc:meta])*
        $vis:vis $rule:ident -> $ty:ident by $kind:ident, named by $name:path, slot $slot:ident $( , pushed by $push:ident )? {
            $( $variant:ident $( $form:ident )? $( ( $read:expr $( => $write:path )? ) )? ),* $(,)?
        }
        $( also { $( $also:ident => $also_write:path, )+ } )?
    ) => {
        $(#[$doc])*
        #[allow(clippy::redundant_closure_call, reason = "rows may hold closures")]
        $vis fn $rule<'a>(cx: &$crate::wire::cx::Cx<'_>, i: &'a [u8]) -> $crate::wire::cx::Parsed<'a, $ty<'a>> {
            #[allow(unused_variables, reason = "tables without rows yet")]
            let (known, rest) = joint!(@known cx, i, $kind, $name, $slot, |rest, other| return Ok((rest, $ty::Other(other))));
            #[allow(unreachable_code, reason = "tables without rows yet")]
            match known {
                $( $kind::$variant => joint!(@read cx, rest, $ty, $variant $( $form )? $( ( $read ) )?), )*
            }
        }

        joint!(@pushed [$( $push )?] $ty, $kind, $name, $slot { $( $variant [$( $form )? $( ( $read ) )?] )* });

        impl $crate::wire::write::Encode for $ty<'_> {
            #[allow(unused_variables, unreachable_code, reason = "tables without rows yet")]
            fn encode<'v>(&'v self, w: &mut $crate::wire::write::Writer<'_, 'v>) {
                match self {
                    $( joint!(@pattern $ty, $variant, payload $( ( $read ) )?) => {
                        const NAME: &str = $kind::$variant.as_str();
                        joint!(@write w, NAME, payload $( $form )? $( ( $read $( => $write )? ) )?);
                    } )*
                    $( $( $ty::$also(payload) => $also_write(payload, w), )+ )?
                    $ty::Other(other) => { w.raw(other.name().as_bytes()).other(other.content()); }
                    #[allow(unreachable_patterns, reason = "the sum is non_exhaustive, its hidden view above is not")]
                    _ => {}
                }
            }
        }
    };
    // The row of the name at the front, and what is behind it; or what to do with a name without a row.
    (
        @known $cx:ident, $i:ident, $kind:ident, $name:path, $slot:ident,
        |$rest:ident, $other:ident| $otherwise:expr
    ) => {
        // The short way is for names that something ends which ends any name.
        match $kind::parse_front($i) {
            Some((known, len)) => (known, $i.get(len..).unwrap_or_default()),
            None => {
                let (rest, name) = $crate::wire::cx::expect($crate::rule::Rule::$slot, $i, $name($i))?;
                match $kind::parse(name) {
                    Some(known) => (known, rest),
                    None => {
                        let ($rest, $other) = $crate::core::other($cx, $i, name, rest, $crate::rule::Rule::$slot)?;
                        $otherwise
                    }
                }
            }
        }
    };
    (@pushed [] $ty:ident, $kind:ident, $name:path, $slot:ident $rows:tt) => {};
    (
        @pushed [$push:ident] $ty:ident, $kind:ident, $name:path, $slot:ident
        { $( $variant:ident [$( $form:ident )? $( ( $read:expr ) )?] )* }
    ) => {
        /// The same, pushed to a list.
        #[inline]
        #[allow(clippy::redundant_closure_call, reason = "rows may hold closures")]
        fn $push<'a>(
            cx: &$crate::wire::cx::Cx<'_>,
            i: &'a [u8],
            list: &mut alloc::vec::Vec<$ty<'a>>,
        ) -> $crate::wire::cx::Parsed<'a, ()> {
            let (known, rest) = joint!(@known cx, i, $kind, $name, $slot, |rest, other| {
                list.push($ty::Other(other));
                return Ok((rest, ()));
            });
            match known {
                $( $kind::$variant => {
                    let (rest, value) = joint!(@read cx, rest, $ty, $variant $( $form )? $( ( $read ) )?)?;
                    list.push(value);
                    Ok((rest, ()))
                } )*
            }
        }
    };
    (@read $cx:ident, $rest:ident, $ty:ident, $variant:ident) => { Ok(($rest, $ty::$variant)) };
    (@read $cx:ident, $rest:ident, $ty:ident, $variant:ident ( $read:expr )) => {{
        let (rest, _) = $crate::core::sp($rest)?;
        let (rest, payload) = $read($cx, rest)?;
        Ok((rest, $ty::$variant(payload)))
    }};
    (@read $cx:ident, $rest:ident, $ty:ident, $variant:ident glued ( $read:expr )) => {{
        let (rest, payload) = $read($cx, $rest)?;
        Ok((rest, $ty::$variant(payload)))
    }};
    (@read $cx:ident, $rest:ident, $ty:ident, $variant:ident numbered ( $write:expr )) => {
        $crate::wire::cx::refuse($rest, $crate::rule::Rule::Number)
    };
    (@pattern $ty:ident, $variant:ident, $payload:ident) => { $ty::$variant };
    (@pattern $ty:ident, $variant:ident, $payload:ident ( $read:expr )) => { $ty::$variant($payload) };
    (@write $w:ident, $name:ident, $payload:ident) => { $w.raw($name.as_bytes()); };
    (@write $w:ident, $name:ident, $payload:ident ( $read:expr )) => {
        $crate::wire::write::Encode::encode($payload, $w.raw($name.as_bytes()).sp());
    };
    (@write $w:ident, $name:ident, $payload:ident ( $read:expr => $write:path )) => {
        $write($payload, $w.raw($name.as_bytes()).sp());
    };
    (@write $w:ident, $name:ident, $payload:ident numbered ( $write:expr )) => {
        $write($payload, $name.as_bytes(), $w);
    };
    (@write $w:ident, $name:ident, $payload:ident glued ( $read:expr )) => {
        $crate::wire::write::Encode::encode($payload, $w.raw($name.as_bytes()));
    };
    (@write $w:ident, $name:ident, $payload:ident glued ( $read:expr => $write:path )) => {
        $write($payload, $w.raw($name.as_bytes()));
    };
}
