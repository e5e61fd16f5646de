#!/usr/bin/env bash
# Proves that the three crates need no operating system: they build for targets that have no std to link (a virtual machine
# and a microcontroller), and with their default features for wasm32-unknown-unknown; and a small module made of them
# imports nothing from its host, and works.
#
# usage: no_std.sh        environment: see toolchain.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/embed/toolchain.sh
source "$here/toolchain.sh"
cd "$root"
targets wasm32v1-none thumbv6m-none-eabi wasm32-unknown-unknown

for triple in wasm32v1-none thumbv6m-none-eabi wasm32-unknown-unknown; do
    echo "== all three crates, $triple, no default features"
    build build -q --locked --target-dir "$target_dir" -p imap-types -p imap-codec -p imap-state \
        --no-default-features --target "$triple"
    echo "== imap-types, $triple, serde"
    build build -q --locked --target-dir "$target_dir" -p imap-types --no-default-features --features serde --target "$triple"
done
echo "== imap-state, wasm32v1-none, deflate"
build build -q --locked --target-dir "$target_dir" -p imap-state --no-default-features --features deflate --target wasm32v1-none
echo "== all three crates, wasm32-unknown-unknown, default features"
build build -q --locked --target-dir "$target_dir" -p imap-types -p imap-codec -p imap-state --target wasm32-unknown-unknown

for triple in wasm32v1-none wasm32-unknown-unknown; do
    echo "== a module for $triple"
    build build -q --locked --release --manifest-path "$here/wasm/Cargo.toml" --target-dir "$target_dir" --target "$triple"
    wasm=$target_dir/$triple/release/imap_embed_wasm.wasm
    node "$here/wasm/check.mjs" "$wasm"
    echo "$(wc -c <"$wasm") bytes, $(gzip -9c "$wasm" | wc -c) with gzip"
done
