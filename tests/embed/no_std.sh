#!/usr/bin/env bash
# Proves that the three crates need no operating system: they build for wasm32v1-none, which has no std to link, and with
# their default features for wasm32-unknown-unknown; and a module made of them imports nothing from its host, and works.
#
# usage: no_std.sh        environment: PREFIX (see setup-wasm.sh), CARGO_TARGET_DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
prefix=$("$here/setup-wasm.sh" wasm32v1-none wasm32-unknown-unknown)
target=${CARGO_TARGET_DIR:-target}/embed
# Debian's cargo and compiler, whatever rustup has.
cargo() { env -u RUSTUP_TOOLCHAIN RUSTC="$prefix/bin/rustc" "$prefix/bin/cargo" "$@" --locked --target-dir "$target"; }

for crate in imap-types imap-codec imap-state; do
  echo "== $crate, wasm32v1-none, no default features"
  cargo build -q -p "$crate" --no-default-features --target wasm32v1-none
  echo "== $crate, wasm32-unknown-unknown, default features"
  cargo build -q -p "$crate" --target wasm32-unknown-unknown
done
echo "== imap-types, wasm32v1-none, serde"
cargo build -q -p imap-types --no-default-features --features serde --target wasm32v1-none
echo "== imap-state, wasm32v1-none, deflate"
cargo build -q -p imap-state --no-default-features --features deflate --target wasm32v1-none

for triple in wasm32v1-none wasm32-unknown-unknown; do
  echo "== a module for $triple"
  cargo build -q --release --manifest-path "$here/wasm/Cargo.toml" --target "$triple"
  node "$here/wasm/check.mjs" "$target/$triple/release/imap_embed_wasm.wasm"
done
