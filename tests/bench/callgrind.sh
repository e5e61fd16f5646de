#!/bin/sh
# Instructions per message, as callgrind counts them: the difference of two runs divided by the difference in
# their numbers of messages, so that start-up and preparation cancel.
#
#     tests/bench/callgrind.sh [ROW...]      rows as `bench list` names them
set -eu
manifest=$(dirname "$0")/Cargo.toml
cargo build --release --quiet --manifest-path "$manifest"
target=$(cargo metadata --no-deps --format-version 1 --manifest-path "$manifest" |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
bench=$target/release/bench

if [ $# -eq 0 ]; then
    set -- decode/small-commands decode/uid-fetch decode/uid-store decode/search-command \
        decode/exists decode/flags decode/list decode/capability decode/fetch-metadata decode/envelope \
        decode/body-typical decode/literal-25B decode/literal-25MB \
        encode/uid-fetch encode/exists encode/capability encode/fetch-metadata encode/envelope encode/body-typical \
        stream/fetch-metadata/16384 stream/fetch-metadata/16
fi

contenders=$("$bench" list | grep -v / | grep -v '^memcpy$')

count() { # contender row messages
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench" one "$1" "$2" "$3" 2>&1 |
        sed -n 's/.*Collected *: *\([0-9]*\).*/\1/p'
}

printf '| instructions a message |'
for contender in $contenders; do printf ' %s |' "$contender"; done
printf '\n|-|'
for _ in $contenders; do printf -- '-:|'; done
printf '\n'
for row in "$@"; do
    case $row in
        *25MB* | *1M* | *100k*) few=1 more=3 ;;
        *wide* | *10k* | *1k* | *50KB*) few=20 more=60 ;;
        *) few=500 more=1500 ;;
    esac
    printf '| %s |' "$row"
    for contender in $contenders; do
        if "$bench" one "$contender" "$row" 1 2>/dev/null; then
            low=$(count "$contender" "$row" $few)
            high=$(count "$contender" "$row" $more)
            printf ' %s |' $(((high - low) / (more - few)))
        else
            printf ' - |'
        fi
    done
    printf '\n'
done
