#!/bin/sh
# What tolerance costs where there is nothing to mend, in instructions, as callgrind counts them over the well-formed
# messages of assets/traces: the difference of two runs of each policy, so that start-up and preparation cancel. Fails if
# the tolerant policy needs more than 3 % more.
#
#     tests/bench/policy.sh
set -eu
manifest=$(dirname "$0")/Cargo.toml
cargo build --release --quiet --manifest-path "$manifest"
target=$(cargo metadata --no-deps --format-version 1 --manifest-path "$manifest" |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')

count() { # policy passes
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$target/release/bench" policy "$1" "$2" 2>&1 |
        sed -n 's/.*Collected *: *\([0-9]*\).*/\1/p'
}

a_pass() { # policy
    low=$(count "$1" 1)
    high=$(count "$1" 3)
    echo $(((high - low) / 2))
}

strict=$(a_pass strict)
tolerant=$(a_pass tolerant)
echo "$strict $tolerant" | awk '{
    printf "instructions a pass: strict %d, tolerant %d, %.4f times\n", $1, $2, $2 / $1
    exit $2 / $1 > 1.03
}'
