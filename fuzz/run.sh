#!/usr/bin/env bash
# Builds the fuzz targets with a stable compiler and runs each for SECONDS (10): fuzz/run.sh [SECONDS] [TARGET...]
# Or the same inputs at every run, which is what CI asks: fuzz/run.sh smoke [TARGET...]
# Or only lints them: fuzz/run.sh clippy
# Needs a C++ compiler (libFuzzer is built from source). See README.md beside this file.
set -euo pipefail
cd "$(dirname "$0")"

how=(-max_total_time=10)
if [[ ${1-} =~ ^[0-9]+$ ]]; then
    how=(-max_total_time="$1")
    shift
elif [[ ${1-} == smoke ]]; then
    # By a count and from one seed, so that the same commit gives the same answer on every machine.
    how=(-seed=1 -runs=30000)
    shift
fi
if (($#)) && [[ $1 != clippy ]]; then
    targets=("$@")
else
    targets=(fuzz_targets/*.rs)
    targets=("${targets[@]##*/}")
    targets=("${targets[@]%.rs}")
fi

# Coverage of edges and comparisons, without a sanitizer: these are plain codegen flags, which stable accepts. With
# --target they do not reach build scripts and macros, which would not link with them.
host=$(rustc -vV | sed -n 's/^host: //p')
build=${CARGO_TARGET_DIR:-target}
[[ -n ${CARGO_TARGET_DIR-} ]] && build=$CARGO_TARGET_DIR/fuzz
cargo_fuzz() {
    local verb=$1
    shift
    RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares" \
        cargo "$verb" --release --locked --bins --target "$host" --target-dir "$build" "$@"
}

if [[ ${1-} == clippy ]]; then
    cargo_fuzz clippy -- -Dwarnings
    exit
fi
cargo_fuzz build
bin=$build/$host/release

cargo run --locked --quiet --manifest-path ../Cargo.toml -p imap-tests --example seeds -- "${TRACES:-../assets/traces}" corpus

failed=()
for target in "${targets[@]}"; do
    began=$SECONDS
    mkdir -p "corpus/$target" "artifacts/$target"
    log=$build/$target.log
    if ! "$bin/$target" "corpus/$target" -artifact_prefix="artifacts/$target/" -dict=imap.dict \
        "${how[@]}" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        >"$log" 2>&1; then
        echo "fuzz $target: FAILED; see $log" >&2
        grep -a -m1 -A12 panicked "$log" >&2 || true
        tail -n 8 "$log" >&2
        failed+=("$target")
        continue
    fi
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    cov=$(grep -ao 'cov: [0-9]*' "$log" | tail -n 1)
    echo "fuzz $target: ok, $runs runs, $cov, $((SECONDS - began)) s"
done
if ((${#failed[@]})); then
    echo "failed: ${failed[*]}; the inputs are in fuzz/artifacts" >&2
    exit 1
fi
