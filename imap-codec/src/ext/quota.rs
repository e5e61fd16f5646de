//! QUOTA ([RFC 9208](https://www.rfc-editor.org/rfc/rfc9208.html)).

use alloc::vec::Vec;

use imap_types::ext::quota::{
    Quota, QuotaLimit, QuotaResource, QuotaRoots, Resource, ResourceName, SetQuota,
};

use crate::{
    core::{astring, atom, each, list, number64, sp, spaces, write_each},
    mailbox::mailbox,
    quirk::Quirk,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

joint! {
    /// `resource-name = atom`
    pub(crate) resource_name -> Resource by ResourceName, named by atom, slot ResourceName {
        AnnotationStorage, Mailbox, Message, Storage,
    }
}

/// `quota-root-name SP setquota-list`
pub(crate) fn set_quota<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SetQuota<'a>> {
    let (rest, root) = astring(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, limits) = list(cx, rest, Quirk::SpaceInList, setquota_resource)?;
    Ok((rest, SetQuota { root, limits }))
}

impl Encode for SetQuota<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.root.encode(w);
        w.sp().list(&self.limits, |w, limit| limit.encode(w));
    }
}

/// `setquota-resource = resource-name SP resource-limit`
fn setquota_resource<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, QuotaLimit<'a>> {
    let (rest, resource) = resource_name(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, limit) = number64(cx, rest)?;
    Ok((rest, QuotaLimit { resource, limit }))
}

impl Encode for QuotaLimit<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.resource.encode(w);
        self.limit.encode(w.sp());
    }
}

/// `quota-root-name SP quota-list`: the list may be empty, says the text of RFC 9208, and the grammar of RFC 2087.
pub(crate) fn quota<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Quota<'a>> {
    let (rest, root) = astring(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, resources): (_, Vec<_>) = list(cx, rest, Quirk::SpaceInList, quota_resource)?;
    Ok((rest, Quota { root, resources }))
}

impl Encode for Quota<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.root.encode(w);
        w.sp()
            .list(&self.resources, |w, resource| resource.encode(w));
    }
}

/// `quota-resource = resource-name SP resource-usage SP resource-limit`
fn quota_resource<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, QuotaResource<'a>> {
    let (rest, resource) = resource_name(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, usage) = number64(cx, spaces(cx, rest, Quirk::SpaceInList))?;
    let (rest, _) = sp(rest)?;
    let (rest, limit) = number64(cx, spaces(cx, rest, Quirk::SpaceInList))?;
    Ok((
        rest,
        QuotaResource {
            resource,
            usage,
            limit,
        },
    ))
}

impl Encode for QuotaResource<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.resource.encode(w);
        self.usage.encode(w.sp());
        self.limit.encode(w.sp());
    }
}

/// `mailbox *(SP quota-root-name)`
pub(crate) fn quota_roots<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, QuotaRoots<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, roots) = each(cx, rest, astring)?;
    Ok((rest, QuotaRoots { mailbox, roots }))
}

impl Encode for QuotaRoots<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        write_each(&self.roots, w);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Rule;
    use crate::testing::{both, covers, n64, ok, other, reads, refuses};

    fn of(resource: Resource<'static>, usage: u64, limit: u64) -> QuotaResource<'static> {
        QuotaResource {
            resource,
            usage: n64(usage),
            limit: n64(limit),
        }
    }

    #[test]
    fn resources() {
        let rows = [
            ("ANNOTATION-STORAGE", Resource::AnnotationStorage),
            ("MAILBOX", Resource::Mailbox),
            ("MESSAGE", Resource::Message),
            ("STORAGE", Resource::Storage),
            ("X-A=B/c", Resource::Other(other("X-A=B/c", ""))),
        ];
        covers(
            ResourceName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(resource_name, &rows);
        reads(resource_name, &[("storage", Resource::Storage)]);
        refuses(
            resource_name,
            &[
                ("", 0, Rule::ResourceName),
                ("\"STORAGE\"", 0, Rule::ResourceName),
            ],
        );
    }

    #[test]
    fn commands() {
        both(
            set_quota,
            &[
                (
                    "\"\" (STORAGE 512)",
                    SetQuota {
                        root: ok(""),
                        limits: [QuotaLimit {
                            resource: Resource::Storage,
                            limit: n64(512),
                        }]
                        .into(),
                    },
                ),
                (
                    "#user/alice ()",
                    SetQuota {
                        root: ok("#user/alice"),
                        limits: Vec::new(),
                    },
                ),
            ],
        );
        refuses(
            set_quota,
            &[
                ("x", 1, Rule::Sp),
                ("x STORAGE", 2, Rule::Open),
                ("x (STORAGE)", 10, Rule::Sp),
                ("x (STORAGE -1)", 11, Rule::Number64),
                ("x (STORAGE 1 2)", 14, Rule::Sp),
                ("x (STORAGE 9223372036854775808)", 11, Rule::Number64),
            ],
        );
    }

    #[test]
    fn responses() {
        both(
            quota,
            &[
                (
                    "\"\" (STORAGE 10 512)",
                    Quota {
                        root: ok(""),
                        resources: [of(Resource::Storage, 10, 512)].into(),
                    },
                ),
                (
                    "\"User quota\" (STORAGE 54 9223372036854775807 MESSAGE 42 0)",
                    Quota {
                        root: ok("User quota"),
                        resources: [
                            of(Resource::Storage, 54, u64::MAX >> 1),
                            of(Resource::Message, 42, 0),
                        ]
                        .into(),
                    },
                ),
                (
                    "x ()",
                    Quota {
                        root: ok("x"),
                        resources: Vec::new(),
                    },
                ),
            ],
        );
        refuses(
            quota,
            &[
                ("x", 1, Rule::Sp),
                ("x NIL", 2, Rule::Open),
                ("x (STORAGE 1)", 12, Rule::Sp),
                ("x (STORAGE  1 2)", 11, Rule::Number64),
                ("x (STORAGE 1 2 )", 15, Rule::Close),
                ("x (STORAGE 1 2", 14, Rule::Close),
            ],
        );
        both(
            quota_roots,
            &[
                (
                    "INBOX \"\"",
                    QuotaRoots {
                        mailbox: ok("INBOX"),
                        roots: [ok("")].into(),
                    },
                ),
                (
                    "x a \"b c\"",
                    QuotaRoots {
                        mailbox: ok("x"),
                        roots: [ok("a"), ok("b c")].into(),
                    },
                ),
                (
                    "comp.mail.mime",
                    QuotaRoots {
                        mailbox: ok("comp.mail.mime"),
                        roots: Vec::new(),
                    },
                ),
            ],
        );
        refuses(
            quota_roots,
            &[("", 0, Rule::Mailbox), ("x (a)", 2, Rule::Astring)],
        );
    }
}
