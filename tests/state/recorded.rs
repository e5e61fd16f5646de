//! The recorded sessions: those of `assets/traces`, or of the folder that the environment variable TRACES names.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Where they are.
pub(crate) fn folder() -> PathBuf {
    match env::var_os("TRACES") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/traces"),
    }
}

/// All of them: names and files. Those that are DEFLATE in part are not among them.
pub(crate) fn sessions() -> Vec<(String, Vec<u8>)> {
    let paths = fs::read_dir(folder())
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
