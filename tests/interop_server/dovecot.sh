#!/usr/bin/env bash
# dovecot.sh FOLDER PORT: the smallest Dovecot 2.3 that a test can use, all of it in FOLDER, on loopback. User alice,
# password pw. Prints its pid; kill PID ends it. As root or as anybody.
set -eu
dir=$1 port=$2 me=$(id -un)
mkdir -p "$dir/run" "$dir/home"
# Mail does not belong to root.
if [ "$(id -u)" = 0 ]; then
    owner=$(id -u nobody) group=$(id -g nobody) internal=dovecot internal_group=dovecot login=dovenull
    chmod 755 "$dir"
    chown "$owner:$group" "$dir/home"
else
    owner=$(id -u) group=$(id -g) internal=$me internal_group=$(id -gn) login=$me
fi
echo "alice:{PLAIN}pw:$owner:$group::$dir/home" >"$dir/passwd"
cat >"$dir/dovecot.conf" <<EOF
base_dir = $dir/run
state_dir = $dir/run
log_path = $dir/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = $internal
default_internal_group = $internal_group
default_login_user = $login
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
passdb {
  driver = passwd-file
  args = $dir/passwd
}
userdb {
  driver = passwd-file
  args = $dir/passwd
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = 0
  }
  chroot =
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
EOF
dovecot -F -c "$dir/dovecot.conf" >"$dir/stdout" 2>&1 &
pid=$!
for _ in $(seq 100); do
    if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        break
    fi
    sleep 0.05
done
kill -0 $pid || {
    cat "$dir/stdout" "$dir/log" >&2
    exit 1
}
echo $pid
