//! ID ([RFC 2971](https://www.rfc-editor.org/rfc/rfc2971.html)).

use imap_types::ext::id::{Id, IdParameter};

use crate::{
    core::{list, nil, nstring, sp, spaces, string},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect},
        write::{Encode, Writer},
    },
};

/// `id-params-list = "(" #(string SPACE nstring) ")" / nil`
pub(crate) fn id_params_list<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Id<'a>> {
    if let Some(rest) = nil(i) {
        return Ok((rest, Id::default()));
    }
    let pairs = list(cx, i, Quirk::SpaceInList, id_parameter);
    let (rest, parameters) = expect(Rule::IdParamsList, i, pairs)?;
    Ok((rest, Id { parameters }))
}

/// `string SPACE nstring`
fn id_parameter<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, IdParameter<'a>> {
    let (rest, field) = string(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, value) = nstring(cx, spaces(cx, rest, Quirk::SpaceInList))?;
    Ok((rest, IdParameter { field, value }))
}

impl Encode for Id<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if self.parameters.is_empty() {
            // Exchange and GMX do not understand `()` (quirk catalogue S97).
            w.raw(b"NIL");
        } else {
            w.list(&self.parameters, |w, IdParameter { field, value }| {
                field.encode(w);
                value.encode(w.sp());
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use imap_types::core::NString;

    use super::*;
    use crate::testing::{both, ok, reads, refuses};

    #[test]
    fn lists() {
        let id = |parameters: &[(&'static str, Option<&'static str>)]| Id {
            parameters: parameters
                .iter()
                .map(|(field, value)| IdParameter {
                    field: ok(*field),
                    value: value.map_or(NString::NIL, ok),
                })
                .collect(),
        };
        both(
            id_params_list,
            &[
                ("NIL", id(&[])),
                ("(\"name\" \"sodr\")", id(&[("name", Some("sodr"))])),
                (
                    "(\"os\" NIL \"os\" \"\" \"\" {1}\r\n\n)",
                    id(&[("os", None), ("os", Some("")), ("", Some("\n"))]),
                ),
            ],
        );
        reads(
            id_params_list,
            &[
                ("()", id(&[])),
                ("nil", id(&[])),
                ("({4}\r\nname {0}\r\n)", id(&[("name", Some(""))])),
            ],
        );
        refuses(
            id_params_list,
            &[
                ("", 0, Rule::IdParamsList),
                ("name", 0, Rule::IdParamsList),
                ("(name \"x\")", 1, Rule::String),
                ("(NIL NIL)", 1, Rule::String),
                ("(\"name\")", 7, Rule::Sp),
                ("(\"name\" x)", 8, Rule::Nstring),
                ("(\"name\"  NIL)", 8, Rule::Nstring),
                ("(\"name\" NIL ", 12, Rule::String),
                ("(\"name\" NIL )", 12, Rule::Close),
            ],
        );
    }
}
