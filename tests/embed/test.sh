#!/usr/bin/env bash
# Tests the WebAssembly module in Node, and the page in a headless Chromium, after both were built.
#
# usage: test.sh module | page | speed
#   module   its JSON against native code, mutated input, memory, types
#   page     PICTURES=DIRECTORY keeps the pictures that are taken; CHROMIUM is the browser (default: that on PATH)
#   speed    sizes, and how fast it decodes beside native code (SECONDS_EACH for each row, default 2)
# environment: see toolchain.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/embed/toolchain.sh
source "$here/toolchain.sh"

packages() { # what the tests need from npm
    if ! cmp -s "$here/test/package-lock.json" "$here/test/node_modules/.of"; then
        (cd "$here/test" && npm ci --silent)
        cp "$here/test/package-lock.json" "$here/test/node_modules/.of"
    fi
}
native() { # PROFILE: what the module is compared with
    cargo build -q --locked --profile "$1" --manifest-path "$here/native/Cargo.toml" --target-dir "$target_dir"
    export NATIVE=$target_dir/${1/#dev/debug}/imap-embed-native
}

case ${1:-} in
    module)
        "$here/build.sh"
        native dev
        packages
        cargo test -q --locked --manifest-path "$here/module/Cargo.toml" --target-dir "$target_dir"
        "$here/test/node_modules/.bin/tsc" -p "$here/test/tsconfig.json"
        echo "the types fit"
        node --test --test-reporter=spec "$here/test/module.test.mjs"
        ;;
    page)
        [[ -e $here/page/built/imap.wasm ]] || "$here/build.sh"
        packages
        CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
        export CHROMIUM
        node --test --test-reporter=spec "$here/test/page.test.mjs"
        ;;
    speed)
        "$here/build.sh"
        native release
        node "$here/test/speed.mjs" "$root/assets/traces" "${SECONDS_EACH:-2}"
        ;;
    *)
        sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2
        exit 2
        ;;
esac
