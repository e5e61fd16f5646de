#!/usr/bin/env bash
# Sets up a Rust toolchain that builds for WebAssembly and bare metal on a Debian machine where rustup cannot download
# targets. (Where it can, `rustup target add` does: see toolchain.sh.)
#
# Debian ships a current compiler (rustc-web), its exact library source (rust-web-src) and a matching linker (lld-NN).
# The standard library is compiled once for each target and put in a private sysroot, so that later builds need no
# unstable flag:
#
#   RUSTC=$PREFIX/bin/rustc cargo build --target wasm32-unknown-unknown
#
# usage: setup-wasm.sh [TARGET...]        default: wasm32-unknown-unknown wasm32v1-none
#   A target that has no std (...-none, ...-none-eabi) gets core + alloc only: a crate that builds for it is no_std for
#   certain. wasm32-wasip1 gets std on top of Debian's wasi-libc, for tests.
# environment: PREFIX, where the sysroot goes (default: ~/.cache/rust-wasm)
# Prints the prefix on standard output. Needs root for apt, once.
set -euo pipefail

PREFIX="${PREFIX:-${XDG_CACHE_HOME:-$HOME/.cache}/rust-wasm}"
TARGETS=("$@")
[ ${#TARGETS[@]} -gt 0 ] || TARGETS=(wasm32-unknown-unknown wasm32v1-none)

RUSTC=/usr/bin/rustc # Debian's, whatever stands first on PATH
CARGO=/usr/bin/cargo
log() { printf 'setup-wasm: %s\n' "$*" >&2; }
die() { log "error: $*"; exit 1; }
apt() { DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq "$@" </dev/null >&2; }

# 1. Packages -----------------------------------------------------------------
installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }
need=()
for p in rustc-web cargo-web rust-web-src; do installed "$p" || need+=("$p"); done
if [ ${#need[@]} -gt 0 ]; then
  log "installing ${need[*]}"
  apt update
  apt install -y --no-install-recommends "${need[@]}"
fi
llvm=$("$RUSTC" -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
if ! [ -x "/usr/lib/llvm-$llvm/bin/lld" ]; then
  log "installing lld-$llvm"
  apt update
  apt install -y --no-install-recommends "lld-$llvm"
fi
LLD="/usr/lib/llvm-$llvm/bin/lld"
case " ${TARGETS[*]} " in
  *" wasm32-wasip1 "*)
    if ! installed wasi-libc; then
      log "installing wasi-libc"
      apt update
      apt install -y --no-install-recommends wasi-libc
    fi
    ;;
esac

# 2. Source and compiler must be the same release ------------------------------
SRC=$(readlink -f "$("$RUSTC" --print sysroot)/lib/rustlib/src/rust")
release=$("$RUSTC" -vV | sed -n 's/^release: //p')
commit=$("$RUSTC" -vV | sed -n 's/^commit-hash: //p')
host=$("$RUSTC" -vV | sed -n 's/^host: //p')
[ -f "$SRC/library/Cargo.lock" ] || die "no library source at $SRC"
[ "${SRC##*/}" = "rustc-$release" ] || die "compiler $release, but source ${SRC##*/}"

# 3. The private sysroot --------------------------------------------------------
mkdir -p "$PREFIX"
PREFIX=$(readlink -f "$PREFIX")
exec 9>"$PREFIX/lock"
flock 9 # two runs at once: the second waits, then finds everything done
stamp="$release $commit $("$LLD" -flavor wasm --version)"
if [ "$(cat "$PREFIX/stamp" 2>/dev/null || true)" != "$stamp" ]; then
  rm -rf "$PREFIX/bin" "$PREFIX/lib" "$PREFIX/build"
fi
hostlib="$PREFIX/lib/rustlib/$host"
mkdir -p "$PREFIX/bin" "$hostlib/bin"
printf '%s\n' "$stamp" >"$PREFIX/stamp"
ln -sfn "/usr/lib/rustlib/$host/lib" "$hostlib/lib"  # host std: build scripts, proc macros
ln -sfn "$LLD" "$hostlib/bin/rust-lld"               # rustc's default wasm linker
ln -sfn "$CARGO" "$PREFIX/bin/cargo"
cat >"$PREFIX/bin/rustc" <<WRAP
#!/bin/sh
exec $RUSTC --sysroot "$PREFIX" "\$@"
WRAP
chmod +x "$PREFIX/bin/rustc"

# 4. Standard library for each target --------------------------------------------
export RUSTC_BOOTSTRAP=1
for target in "${TARGETS[@]}"; do
  dest="$PREFIX/lib/rustlib/$target/lib"
  if compgen -G "$dest/libcore-*.rlib" >/dev/null; then
    log "$target: up to date"
    continue
  fi
  # 'sysroot' is the library workspace's own umbrella crate: std + proc_macro + test
  # (targets without a C library also need core's own memcpy and friends)
  pkg=sysroot features=panic-unwind
  case "$target" in *-none | *-none-*) pkg=alloc features=compiler-builtins-mem ;; esac
  log "$target: building $pkg ($release)"
  start=$SECONDS
  # the flags are those that Rust's own build uses: without
  # force-unstable-if-unmarked the crates' private dependencies would be usable,
  # without embed-bitcode a project could not use lto
  env -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS -u CARGO_BUILD_TARGET -u RUSTC_WRAPPER -u RUSTUP_TOOLCHAIN \
    PATH="/usr/bin:/bin" RUSTC="$RUSTC" \
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_PROFILE_RELEASE_PANIC=abort \
    RUSTFLAGS="-Zforce-unstable-if-unmarked -Cembed-bitcode=yes" \
    "$CARGO" build --quiet --locked --release --target "$target" --target-dir "$PREFIX/build" \
    --manifest-path "$SRC/library/$pkg/Cargo.toml" --no-default-features --features "$features"
  rm -rf "$dest"
  mkdir -p "$dest.new"
  cp "$PREFIX/build/$target/release/deps/"*.rlib "$dest.new/"
  rm -f "$dest.new"/libsysroot-*.rlib
  if [ "$target" = wasm32-wasip1 ]; then
    # What Rust's own distribution puts beside its std: the C library and the code that runs before main.
    mkdir -p "$dest.new/self-contained"
    cp /usr/lib/wasm32-wasi/{crt1-reactor.o,libc.a} "$dest.new/self-contained/"
    # Debian's wasi-libc is older than the two functions of threads that std links to; there are no threads, so nothing
    # calls them. They go into the code that runs before main, which every program has.
    cat >"$PREFIX/build/threads.rs" <<'STUBS'
#![no_std]
#[unsafe(no_mangle)] pub extern "C" fn pthread_join(_: usize, _: usize) -> i32 { 52 } // ENOSYS
#[unsafe(no_mangle)] pub extern "C" fn pthread_detach(_: usize) -> i32 { 52 }
STUBS
    mv "$dest.new" "$dest"
    "$PREFIX/bin/rustc" --edition 2024 --crate-type lib --emit obj --target "$target" -Copt-level=s -Cpanic=abort \
      -o "$PREFIX/build/threads.o" "$PREFIX/build/threads.rs" >&2
    mv "$dest" "$dest.new"
    "$LLD" -flavor wasm -r /usr/lib/wasm32-wasi/crt1-command.o "$PREFIX/build/threads.o" \
      -o "$dest.new/self-contained/crt1-command.o"
  fi
  mv "$dest.new" "$dest"
  log "$target: done in $((SECONDS - start)) s, $(du -sh "$dest" | cut -f1)"
done
rm -rf "$PREFIX/build"
unset RUSTC_BOOTSTRAP

"$PREFIX/bin/rustc" --version >&2
printf '%s\n' "$PREFIX"
