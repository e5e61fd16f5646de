//! No circle between files: what a file imports does not import it, on no way round.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// A module by its path below `crate`; a folder of parts (`core/`, `wire/frame/`) is one with the file that opens it.
type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_file_imports_itself() {
    for (name, least, imports) in [
        ("imap-types", 40, 80),
        ("imap-codec", 40, 150),
        ("imap-state", 5, 2),
    ] {
        let mut files = Vec::new();
        collect(&crate::path(&format!("{name}/src")), "", &mut files);
        let modules: BTreeSet<String> = files.iter().map(|(module, _)| module.clone()).collect();
        assert!(modules.len() >= least, "{name}: {modules:?}");
        let mut graph = Graph::new();
        for (module, text) in &files {
            let imports = graph.entry(module.clone()).or_default();
            for path in imported(text) {
                // The longest front of the path that is a module.
                let module_of = (1..=path.len()).rev().map(|n| path[..n].join("/"));
                let found = module_of.into_iter().find(|path| modules.contains(path));
                imports.extend(found.filter(|found| found != module));
            }
        }
        assert!(graph.values().map(BTreeSet::len).sum::<usize>() >= imports);
        if let Some(circle) = circle(&graph) {
            panic!("{name}: {}", circle.join(" imports "));
        }
    }
}

/// Folders whose files are parts of one room.
fn is_one_room(module: &str) -> bool {
    module != "ext" && module != "wire"
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let module = format!("{prefix}{stem}");
        if path.is_dir() {
            let prefix = if prefix.is_empty() && is_one_room(&stem) || !prefix.is_empty() {
                // Parts are told apart from the room by nothing.
                format!("{module}\0")
            } else {
                format!("{module}/")
            };
            collect(&path, &prefix, files);
        } else if !matches!(stem.as_str(), "lib" | "testing" | "tests" | "strategy") {
            let module = module.split('\0').next().unwrap().to_owned();
            // Tests stand last in a file.
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
            let code: Vec<_> = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            files.push((module, code.join("\n")));
        }
    }
}

/// The paths behind `crate::` (not those behind `$crate::`, which are the caller's).
fn imported(text: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, front) in text.match_indices("crate::") {
        if !text[..at].ends_with(['$', '_']) {
            tree(&text[at + front.len()..], &mut Vec::new(), &mut paths);
        }
    }
    paths
}

/// Reads a path or a tree of paths, and gives what is behind it.
fn tree<'t>(mut text: &'t str, path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) -> &'t str {
    let depth = path.len();
    loop {
        text = text.trim_start();
        if let Some(mut inside) = text.strip_prefix('{') {
            loop {
                inside = tree(inside, &mut path.clone(), paths).trim_start();
                match inside.strip_prefix(',') {
                    Some(rest) if !rest.trim_start().starts_with('}') => inside = rest,
                    Some(rest) => {
                        inside = rest.trim_start();
                        break;
                    }
                    None => break,
                }
            }
            text = inside.strip_prefix('}').unwrap_or(inside);
            break;
        }
        let len = text
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(text.len());
        path.push(text[..len].to_owned());
        text = &text[len..];
        match text.strip_prefix("::") {
            Some(rest) => text = rest,
            None => {
                paths.push(path.clone());
                break;
            }
        }
    }
    path.truncate(depth);
    text
}

/// A way from a module back to itself.
fn circle(graph: &Graph) -> Option<Vec<String>> {
    // Those that import nothing, or only what is done, are done.
    let mut done = BTreeSet::new();
    loop {
        let next: Vec<_> = graph
            .iter()
            .filter(|(module, imports)| {
                !done.contains(*module) && imports.iter().all(|import| done.contains(import))
            })
            .map(|(module, _)| module.clone())
            .collect();
        if next.is_empty() {
            break;
        }
        done.extend(next);
    }
    let mut at = graph.keys().find(|module| !done.contains(*module))?;
    let mut way = vec![at.clone()];
    loop {
        at = graph[at].iter().find(|import| !done.contains(*import))?;
        if let Some(from) = way.iter().position(|module| module == at) {
            way.push(at.clone());
            return Some(way.split_off(from));
        }
        way.push(at.clone());
    }
}

#[test]
fn a_circle_is_found() {
    let text = "use crate::{a::{B, c::D}, e::f,};\n fn x(_: crate::g::H) { $crate::i::j() }";
    let wanted = ["a/B", "a/c/D", "e/f", "g/H"];
    assert_eq!(
        imported(text)
            .iter()
            .map(|path| path.join("/"))
            .collect::<Vec<_>>(),
        wanted
    );
    let graph = |edges: &[(&str, &str)]| {
        let mut graph = Graph::new();
        for (from, to) in edges {
            graph.entry((*to).to_owned()).or_default();
            graph
                .entry((*from).to_owned())
                .or_default()
                .insert((*to).to_owned());
        }
        graph
    };
    assert_eq!(circle(&graph(&[("a", "b"), ("b", "c"), ("a", "c")])), None);
    let found = circle(&graph(&[("a", "b"), ("b", "c"), ("c", "b")])).unwrap();
    assert_eq!(found, ["b", "c", "b"]);
}
