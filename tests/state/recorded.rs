//! The recorded sessions.

use std::{fs, path::Path};

/// All of `assets/traces`: names and files. Those that are DEFLATE in part are not among them.
pub(crate) fn sessions() -> Vec<(String, Vec<u8>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/traces");
    let paths = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut sessions: Vec<_> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "wire")
        })
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(&path).unwrap())
        })
        .collect();
    sessions.sort();
    assert!(sessions.len() > 100, "{} sessions", sessions.len());
    sessions
}
