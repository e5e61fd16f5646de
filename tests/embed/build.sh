#!/usr/bin/env bash
# Builds the WebAssembly module and puts it, its JavaScript face and the sample traces beside the page. Then
#
#   python3 -m http.server -d tests/embed/page 8000      (or any other file server)
#
# and http://localhost:8000 is the page.
#
# usage: build.sh        environment: see toolchain.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/embed/toolchain.sh
source "$here/toolchain.sh"

targets wasm32-unknown-unknown
build rustc -q --release --locked --manifest-path "$here/module/Cargo.toml" --target wasm32-unknown-unknown \
    --target-dir "$target_dir" --crate-type cdylib
wasm=$target_dir/wasm32-unknown-unknown/release/imap_wasm.wasm

built=$here/page/built
mkdir -p "$built/samples"
cp "$wasm" "$here/js/imap.wasm"
cp "$wasm" "$built/imap.wasm"
cp "$here/js/imap.js" "$here/js/imap.d.ts" "$built/"
sample() { cp "$root/assets/$1.wire" "$built/samples/$2.wire"; }
sample traces/cyrus-3.6.1--fetchmail fetchmail
sample traces/dovecot-2.3.19--raw-idle idle
sample traces/cyrus-3.6.1--mbsync--2--inflated mbsync--inflated
sample traces/dovecot-2.3.19--raw-append append
sample disputed/dovecot-2.3.19--raw-fetch disputed
raw=$(wc -c <"$wasm")
echo "$wasm: $raw bytes, $(gzip -9c "$wasm" | wc -c) with gzip"
