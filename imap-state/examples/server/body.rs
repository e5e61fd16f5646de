//! BODY and BODYSTRUCTURE ([RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.5.2)).

use imap_types::{
    body::{
        BasicPart, BodyFields, BodyStructure, Disposition, ExtensionTail, MessagePart, Multipart,
        MultipartExtension, Parameter, Part as Told, PartExtension, PartKind, TextPart,
    },
    core::{Invalid, Number64},
};

use crate::{
    envelope::{envelope, istring, nstring},
    mime::{Kind, Parameters, Part, field, with_parameters},
};

/// `extended`: BODYSTRUCTURE.
pub(crate) fn structure(
    root: &Part,
    raw: &[u8],
    extended: bool,
) -> Result<BodyStructure<'static>, Invalid> {
    let mut parts = Vec::new();
    collect(root, raw, extended, 0, &mut parts)?;
    BodyStructure::try_from(parts)
}

fn collect(
    part: &Part,
    raw: &[u8],
    extended: bool,
    level: u8,
    parts: &mut Vec<Told<'static>>,
) -> Result<(), Invalid> {
    let head = &raw[part.head.clone()];
    let lines = Number64::try_from(part.lines)?;
    let extension = || {
        extended.then(|| {
            Box::new(PartExtension {
                md5: nstring(field(head, "Content-MD5")),
                tail: tail(head),
            })
        })
    };
    let kind = match &part.kind {
        Kind::Multipart(_) => PartKind::Multipart(Multipart {
            subtype: istring(part.media.1.to_ascii_uppercase()),
            extension: extended.then(|| {
                Box::new(MultipartExtension {
                    parameters: parameters(&part.parameters),
                    tail: tail(head),
                })
            }),
        }),
        Kind::Message(inner) => PartKind::Message(MessagePart {
            global: part.media.1.eq_ignore_ascii_case(b"global"),
            fields: fields(part, head)?,
            envelope: Box::new(envelope(&raw[inner.head.clone()])),
            lines,
            extension: extension(),
        }),
        Kind::Text => PartKind::Text(TextPart {
            subtype: istring(part.media.1.to_ascii_uppercase()),
            fields: fields(part, head)?,
            lines,
            extension: extension(),
        }),
        Kind::Basic => {
            let upper = |name: &[u8]| istring(name.to_ascii_uppercase());
            let mut basic = BasicPart::new(
                upper(&part.media.0),
                upper(&part.media.1),
                fields(part, head)?,
            )?;
            basic.extension = extension();
            PartKind::Basic(basic)
        }
    };
    parts.push(Told { level, kind });
    match &part.kind {
        Kind::Multipart(below) => {
            for part in below {
                collect(part, raw, extended, level + 1, parts)?;
            }
        }
        Kind::Message(inner) => collect(inner, raw, extended, level + 1, parts)?,
        Kind::Text | Kind::Basic => {}
    }
    Ok(())
}

fn fields(part: &Part, head: &[u8]) -> Result<BodyFields<'static>, Invalid> {
    let mut parameters = parameters(&part.parameters);
    // RFC 2045 section 5.2.
    if matches!(part.kind, Kind::Text)
        && !part
            .parameters
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(b"charset"))
    {
        parameters.push(Parameter {
            name: istring("CHARSET"),
            value: istring("US-ASCII"),
        });
    }
    let encoding = field(head, "Content-Transfer-Encoding").filter(|value| !value.is_empty());
    Ok(BodyFields {
        parameters,
        id: nstring(field(head, "Content-ID")),
        description: nstring(field(head, "Content-Description")),
        encoding: istring(
            encoding.map_or_else(|| b"7BIT".to_vec(), |value| value.to_ascii_uppercase()),
        ),
        octets: Number64::try_from(part.body.len() as u64)?,
    })
}

fn parameters(list: &Parameters) -> Vec<Parameter<'static>> {
    let told = list.iter().map(|(name, value)| Parameter {
        name: istring(name.to_ascii_uppercase()),
        value: istring(value.clone()),
    });
    told.collect()
}

fn tail(head: &[u8]) -> ExtensionTail<'static> {
    let disposition = field(head, "Content-Disposition").map(|value| with_parameters(&value));
    let language = field(head, "Content-Language").unwrap_or_default();
    let languages = language.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    ExtensionTail {
        disposition: disposition
            .filter(|(kind, _)| !kind.is_empty())
            .map(|(kind, list)| Disposition {
                kind: istring(kind.to_ascii_uppercase()),
                parameters: parameters(&list),
            }),
        language: languages
            .filter(|one| !one.is_empty())
            .map(istring)
            .collect(),
        location: nstring(field(head, "Content-Location")),
        ..ExtensionTail::default()
    }
}
