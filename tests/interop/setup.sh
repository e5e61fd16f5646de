#!/usr/bin/env bash
# Installs the foreign servers and clients that the interop tests talk to: setup.sh [FOLDER]. What Debian has comes from
# Debian (as root or by sudo); the rest goes into FOLDER, by default interop/ in the target folder of Cargo:
#   FOLDER/venv/bin/python       Python with imapclient
#   FOLDER/npm/node_modules      imapflow
# The tests look there, or in the folder that the variable INTEROP_DIR names. What is there already stays as it is.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=${1:-${INTEROP_DIR:-${CARGO_TARGET_DIR:-$here/../../target}/interop}}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

packages=()
need() { # need COMMAND PACKAGE: the package is to be installed, if there is no such command
    [[ -n $(PATH=$PATH:/usr/sbin:/sbin command -v "$1") ]] || packages+=("$2")
}
need dovecot dovecot-imapd
need mbsync isync
need mutt mutt
need neomutt neomutt
need curl curl
need tmux tmux
need openssl openssl
need python3 python3
need node nodejs
need npm npm
# Debian has venv in a package of its own; other Pythons bring it.
python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
if ((${#packages[@]})); then
    sudo=()
    ((EUID == 0)) || sudo=(sudo)
    "${sudo[@]}" apt-get update
    # Debian starts a server as it installs it; ours are started by the tests, and by nobody else.
    stays_off=
    if [[ ! -e /usr/sbin/policy-rc.d ]]; then
        printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee /usr/sbin/policy-rc.d >/dev/null
        "${sudo[@]}" chmod +x /usr/sbin/policy-rc.d
        stays_off=new
    fi
    code=0
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends ca-certificates "${packages[@]}" || code=$?
    [[ -z $stays_off ]] || "${sudo[@]}" rm -f /usr/sbin/policy-rc.d
    ((code == 0)) || exit "$code"
fi

# A mark of what was installed: a newer list installs anew.
up_to_date() { # up_to_date FOLDER FILE...
    [[ -f $1/.installed ]] && cat "${@:2}" | cmp -s - "$1/.installed"
}
if ! up_to_date "$dir/venv" "$here/requirements.txt"; then
    rm -rf "$dir/venv"
    python3 -m venv "$dir/venv"
    "$dir/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$dir/venv/.installed"
fi
if ! up_to_date "$dir/npm" "$here/package.json" "$here/package-lock.json"; then
    rm -rf "$dir/npm"
    mkdir -p "$dir/npm"
    cp "$here/package.json" "$here/package-lock.json" "$dir/npm"
    npm ci --prefix "$dir/npm" --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved
    cat "$here/package.json" "$here/package-lock.json" >"$dir/npm/.installed"
fi

echo "interop: $(dovecot --version | sed 's/^/dovecot /'), $(mbsync --version 2>&1 | sed -n 1p), $(mutt -v | sed -n 1p), $(neomutt -v | sed -n 1p)"
echo "interop: $(curl --version | sed 's/ (.*//;1q'), $(openssl version), $(tmux -V), node $(node --version)"
echo "interop: $("$dir/venv/bin/python" -c 'import sys, importlib.metadata as m; print("Python", sys.version.split()[0] + ", imapclient", m.version("imapclient"))'), imapflow $(node -p "require('$dir/npm/node_modules/imapflow/package.json').version")"
echo "interop: in $dir"
