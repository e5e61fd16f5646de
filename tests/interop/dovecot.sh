#!/usr/bin/env bash
# dovecot.sh DIR PORT [TLS_PORT]: a Dovecot 2.3 for tests on 127.0.0.1, everything below DIR. User alice, password pw.
# Needs the packages dovecot-imapd and openssl; runs as root or as anybody. Prints its pid when it is ready (about 0.3 s);
# end it with `kill PID`. DIR/cert.pem is its certificate, DIR/token a token for XOAUTH2 and OAUTHBEARER.
set -euo pipefail
dir=$(mkdir -p "$1/run" "$1/home" && cd "$1" && pwd) port=$2 tls_port=${3:-0} me=$(id -un)
# Mail must not belong to uid 0.
if ((EUID == 0)); then
    vu=$(id -u nobody) vg=$(id -g nobody) iu=dovecot ig=dovecot lu=dovenull
    chmod 755 "$dir"
    chown "$vu:$vg" "$dir/home"
else
    vu=$EUID vg=$(id -g) iu=$me ig=$(id -gn) lu=$me
fi
echo "alice:{PLAIN}pw:$vu:$vg::$dir/home" >"$dir/passwd"
echo "bob:{PLAIN}pw:$vu:$vg::$dir/home/bob" >>"$dir/passwd"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE \
    -keyout "$dir/key.pem" -out "$dir/cert.pem" 2>/dev/null
# A token that Dovecot can check by itself: JWT, HS256.
url64() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
mkdir -p "$dir/keys/default/HS256"
printf secret-of-the-issuer | openssl base64 -A >"$dir/keys/default/HS256/default"
claims="$(printf '{"alg":"HS256","typ":"JWT"}' | url64).$(printf '{"sub":"alice","exp":%d}' $(($(date +%s) + 86400)) | url64)"
printf '%s.%s' "$claims" "$(printf %s "$claims" | openssl dgst -sha256 -hmac secret-of-the-issuer -binary | url64)" >"$dir/token"
cat >"$dir/oauth2.conf" <<C
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=$dir/keys/
username_attribute = sub
C
chmod -R a+rX "$dir/keys" "$dir/oauth2.conf"
cat >"$dir/dovecot.conf" <<C
base_dir = $dir/run
state_dir = $dir/run
log_path = $dir/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <$dir/cert.pem
ssl_key = <$dir/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login scram-sha-256 xoauth2 oauthbearer
auth_failure_delay = 0
default_internal_user = $iu
default_internal_group = $ig
default_login_user = $lu
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
mail_plugins = acl quota zlib notify
mail_attribute_dict = file:%h/attributes
imap_metadata = yes
imap_urlauth_host = localhost
imap_urlauth_port = 143
imap_idle_notify_interval = 1 secs
mailbox_idle_check_interval = 1 secs
imap_max_line_length = 64k
mail_max_userip_connections = 100
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $dir/oauth2.conf
}
passdb {
  driver = passwd-file
  mechanisms = plain login scram-sha-256
  args = scheme=PLAIN $dir/passwd
}
userdb {
  driver = passwd-file
  args = $dir/passwd
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    special_use = \\Drafts
    auto = subscribe
  }
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
  mailbox Trash {
    special_use = \\Trash
  }
  mailbox Junk {
    special_use = \\Junk
  }
}
protocol imap {
  mail_plugins = acl quota zlib notify imap_acl imap_quota imap_zlib
}
plugin {
  acl = vfile
  quota = count:User quota
  quota_rule = *:storage=100M:messages=100000
  quota_vsizes = yes
}
service imap-login {
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = $tls_port
    ssl = yes
  }
  chroot =
}
service imap-urlauth-login {
  chroot =
}
service anvil {
  chroot =
  # Failed logins must not slow down those behind them.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
C
PATH=$PATH:/usr/sbin:/usr/local/sbin
dovecot -F -c "$dir/dovecot.conf" >"$dir/stdout" 2>&1 &
pid=$!
for _ in $(seq 200); do
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    sleep 0.05
done
if ! kill -0 $pid 2>/dev/null || ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    cat "$dir/stdout" "$dir/log" >&2
    exit 1
fi
echo $pid
