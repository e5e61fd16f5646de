//! SELECT, EXAMINE, CREATE and RENAME with their parameters
//! ([RFC 4466 §2](https://www.rfc-editor.org/rfc/rfc4466.html#section-2)).

use imap_types::select::{
    Create, CreateParam, CreateParamName, Rename, RenameParam, RenameParamName, Select,
    SelectParam, SelectParamName,
};

use crate::{
    core::{label, parameters, sp, write_parameters},
    mailbox::mailbox,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

joint! {
    /// `select-param = tagged-ext-label [SP tagged-ext-val]`
    select_param -> SelectParam by SelectParamName, named by label, slot SelectParam {}
}

joint! {
    /// `create-param = tagged-ext-label [SP tagged-ext-val]`
    create_param -> CreateParam by CreateParamName, named by label, slot CreateParam {}
}

joint! {
    /// `rename-param = tagged-ext-label [SP tagged-ext-val]`
    rename_param -> RenameParam by RenameParamName, named by label, slot CreateParam {}
}

/// `"SELECT" SP mailbox [select-params]`, and EXAMINE.
pub(crate) fn select<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Select<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, parameters) = parameters(cx, rest, Rule::SelectParam, select_param)?;
    Ok((
        rest,
        Select {
            mailbox,
            parameters,
        },
    ))
}

impl Encode for Select<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        write_parameters(w, &self.parameters);
    }
}

/// `create = "CREATE" SP mailbox [create-params]`
pub(crate) fn create<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Create<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, parameters) = parameters(cx, rest, Rule::CreateParam, create_param)?;
    Ok((
        rest,
        Create {
            mailbox,
            parameters,
        },
    ))
}

impl Encode for Create<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        write_parameters(w, &self.parameters);
    }
}

/// `rename = "RENAME" SP mailbox SP mailbox [rename-params]`
pub(crate) fn rename<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Rename<'a>> {
    let (rest, from) = mailbox(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, to) = mailbox(cx, rest)?;
    let (rest, parameters) = parameters(cx, rest, Rule::CreateParam, rename_param)?;
    Ok((
        rest,
        Rename {
            from,
            to,
            parameters,
        },
    ))
}

impl Encode for Rename<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.from.encode(w);
        self.to.encode(w.sp());
        write_parameters(w, &self.parameters);
    }
}
