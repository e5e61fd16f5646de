#!/bin/bash
# dovecot-min.sh DIR PORT  -- the smallest useful Dovecot 2.3 for an interop test: one user, everything under DIR.
# Needs: apt-get install -y --no-install-recommends dovecot-imapd (10 s).  Root or ordinary user.
# Ready in about 0.2 s.  Prints the pid; end it with kill PID.  User alice, password pw.
set -eu
dir=$(mkdir -p "$1/run" && cd "$1" && pwd); port=$2; me=$(id -un)
if [ "$(id -u)" = 0 ]; then vu=$(id -u nobody) vg=$(id -g nobody) iu=dovecot ig=dovecot lu=dovenull
else vu=$(id -u) vg=$(id -g) iu=$me ig=$(id -gn) lu=$me; fi
mkdir -p "$dir/home"; chmod 755 "$dir"; [ "$(id -u)" != 0 ] || chown "$vu:$vg" "$dir/home"
echo "alice:{PLAIN}pw:$vu:$vg::$dir/home" > "$dir/passwd"
cat > "$dir/dovecot.conf" <<C
base_dir = $dir/run
state_dir = $dir/run
log_path = $dir/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login scram-sha-256 scram-sha-1
auth_failure_delay = 0
default_internal_user = $iu
default_internal_group = $ig
default_login_user = $lu
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
mail_plugins = acl quota zlib
mail_attribute_dict = file:%h/attributes
imap_metadata = yes
imap_urlauth_host = localhost
imap_urlauth_port = $port
imap_idle_notify_interval = 5 secs
mail_max_userip_connections = 100
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
protocol imap {
  mail_plugins = acl quota zlib imap_acl imap_quota imap_zlib
}
plugin {
  acl = vfile
  quota = count:User quota
  quota_rule = *:storage=100M
  quota_vsizes = yes
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
service imap-urlauth-login {
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
C
dovecot -F -c "$dir/dovecot.conf" > "$dir/stdout" 2>&1 &
pid=$!
for _ in $(seq 100); do (: < /dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.05; done
kill -0 $pid || { cat "$dir/stdout" "$dir/log" >&2; exit 1; }
echo $pid
