#!/usr/bin/env bash
# cli.sh CLIENT PORT USER PASSWORD DIR: one session of a client without a library (curl, mbsync, mutt, neomutt) against
# 127.0.0.1:PORT; it does all that the client can do. DIR is its home.
set -u
c=$1 port=$2 user=$3 pw=$4 w=$(mkdir -p "$5" && cd "$5" && pwd)
export HOME=$w
cd "$w"
case $c in
curl)
    u=imap://127.0.0.1:$port
    get() { command curl -sS -m 10 -u "$user:$pw" "$@"; }
    printf 'From: c@x.test\r\nSubject: by curl\r\n\r\nx\r\n' >m.eml
    get "$u/"
    get "$u/INBOX?ALL"
    get "$u/INBOX?UNSEEN%20SUBJECT%20hello"
    get "$u/INBOX;UID=1"
    get "$u/INBOX;MAILINDEX=2"
    get "$u/INBOX;UID=2;SECTION=TEXT;PARTIAL=0.20"
    get -T m.eml "$u/INBOX"
    get "$u/INBOX" -X 'EXAMINE INBOX'
    get "$u/INBOX" -X 'FETCH 1:5 (FLAGS ENVELOPE)'
    get "$u/INBOX" -X 'STORE 1 +FLAGS (\Flagged)'
    get "$u/" -X NOOP
    get "$u/" -X CAPABILITY
    get --login-options AUTH=PLAIN --sasl-ir "$u/INBOX" -X 'STATUS INBOX (MESSAGES)'
    get --login-options AUTH=LOGIN "$u/" -X 'LSUB "" "*"'
    get "$u/Nope%20%22q%22;UID=1" || true # there is none
    ;;
mbsync)
    mkdir -p mail
    cat >rc <<C
IMAPAccount a
Host 127.0.0.1
Port $port
User $user
Pass $pw
AuthMechs LOGIN
SSLType None

IMAPStore r
Account a

MaildirStore l
Path $w/mail/
Inbox $w/mail/INBOX
SubFolders Verbatim

Channel c
Far :r:
Near :l:
Patterns *
Create Both
Expunge Both
SyncState *
CopyArrivalDate yes
C
    mbsync -c rc -a || exit 1
    # Changes on this side, and there and back again: an upload, flags, a new mailbox.
    printf 'From: me@x.test\nSubject: uploaded by mbsync\n\nbody\n' >"mail/INBOX/cur/1700000000.1_1.h:2,S"
    f=$(find mail/INBOX/cur -name '*,U=3:*' -printf '%f\n' | head -1)
    [[ -z $f ]] || mv "mail/INBOX/cur/$f" "mail/INBOX/cur/${f%%:2,*}:2,FS"
    mkdir -p mail/NewLocal/{cur,new,tmp}
    printf 'Subject: in a new box\n\nx\n' >mail/NewLocal/new/1700000001.2_1.h
    mbsync -c rc -a && mbsync -c rc --list c
    ;;
mutt | neomutt)
    cat >rc <<C
set folder="imap://$user@127.0.0.1:$port/"
set spoolfile="+INBOX"
set imap_user="$user"
set imap_pass="$pw"
set ssl_starttls=no
set ssl_force_tls=no
unset imap_passive
set imap_check_subscribed=yes
set imap_qresync=yes
set imap_idle=yes
set mail_check=5
set timeout=1
set sort=threads
set header_cache="$w/hc"
set quit=yes
set move=no
set delete=yes
set confirmappend=no
set wait_key=no
set editor=true
C
    t=imap$$
    tmux -L "$t" -f /dev/null new-session -d -x 100 -y 30 "TERM=xterm $c -n -F $w/rc 2>$w/err"
    k() { tmux -L "$t" send-keys -t 0 "$@" && sleep 0.5; }
    sleep 2
    tmux -L "$t" capture-pane -p
    # Read, look at the parts, flag, delete, save elsewhere, search on the server, limit, sync, change the mailbox, leave.
    k Enter; k q; k j; k Enter; k v; k q; k q; k F; k N; k d; k s; k C-u; k "+MuttSaved" Enter; k y; k T; k "~s Hello" Enter
    k /; k "=b server" Enter; k l; k all Enter; k '$'; k y; k c; k C-u; k "+MuttSaved" Enter; sleep 1
    tmux -L "$t" capture-pane -p
    k q; k y; sleep 1
    for _ in 1 2 3; do tmux -L "$t" send-keys -t 0 q 2>/dev/null; sleep 0.5; done
    tmux -L "$t" kill-server 2>/dev/null
    true
    ;;
esac
