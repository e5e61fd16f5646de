# For bash scripts that source it: a cargo that builds for other targets than this machine.
#
#   targets TARGET...      sees to it that they can be built for
#   build ARGUMENT...      cargo, with them
#
# If the compiler on PATH has the targets (`rustup target add TARGET...`) that is the ordinary cargo; if not, and this is
# Debian, it is Debian's compiler with a sysroot of our own (setup-wasm.sh).
# environment: EMBED_TOOLCHAIN=ordinary or debian decides; PREFIX (see setup-wasm.sh); CARGO_TARGET_DIR
embed=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$embed/../.." && pwd)
target_dir=${CARGO_TARGET_DIR:-$root/target}/embed

# The libraries of a target are there.
has() { compgen -G "$1/lib/rustlib/$2/lib/libcore-*.rlib" >/dev/null; }

targets() {
    local target sysroot missing=()
    sysroot=$(cd "$root" && rustc --print sysroot 2>/dev/null) || sysroot=
    for target in "$@"; do
        [[ -n $sysroot ]] && has "$sysroot" "$target" || missing+=("$target")
    done
    if ((${#missing[@]} == 0)) && [[ ${EMBED_TOOLCHAIN:-ordinary} == ordinary ]]; then
        build_with=ordinary
        echo "builds with $(cd "$root" && rustc -V)" >&2
    elif [[ ${EMBED_TOOLCHAIN:-debian} == debian ]] && command -v apt-get >/dev/null; then
        build_with=debian
        prefix=$("$embed/setup-wasm.sh" "$@")
    else
        echo "the compiler has no libraries for ${missing[*]}: rustup target add ${missing[*]}" >&2
        return 1
    fi
}

build() {
    if [[ $build_with == debian ]]; then
        # Whatever rustup has.
        env -u RUSTUP_TOOLCHAIN RUSTC="$prefix/bin/rustc" "$prefix/bin/cargo" "$@"
    else
        cargo "$@"
    fi
}
