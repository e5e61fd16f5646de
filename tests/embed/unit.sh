#!/usr/bin/env bash
# Runs the unit tests of the three crates where a pointer has 32 bits: in wasm32-wasip1, under Node.
#
# usage: unit.sh [ARGUMENT OF THE TESTS...]        environment: see toolchain.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/embed/toolchain.sh
source "$here/toolchain.sh"
cd "$root"
targets wasm32-wasip1
# (Node says that its WASI is an experiment.)
export CARGO_TARGET_WASM32_WASIP1_RUNNER="node --no-warnings=ExperimentalWarning $here/wasi.mjs"
build test -q --locked --target-dir "$target_dir" --target wasm32-wasip1 --lib -p imap-types -p imap-codec -p imap-state -- "$@"
