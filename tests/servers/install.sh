#!/bin/sh
# Installs the real servers that the tests run against; silent where they stand already or where we may not.
set -eu
PATH=$PATH:/usr/sbin
missing=
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v dovecot >/dev/null 2>&1 || missing="$missing dovecot-imapd"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
command -v postfix >/dev/null 2>&1 || missing="$missing postfix"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
[ -e /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing="$missing rabbitmq-server"
command -v sqlite3 >/dev/null 2>&1 || missing="$missing sqlite3"
command -v promtool >/dev/null 2>&1 && promtool= || promtool=" promtool"
[ -n "$missing$promtool" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing, and this user may not install them:$missing$promtool. The tests that need them are skipped." >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update >/dev/null
# shellcheck disable=SC2086  # a list of words
[ -z "$missing" ] || apt-get -qq install -y --no-install-recommends $missing >/dev/null
[ -n "$promtool" ] || exit 0
# The one program of Prometheus that checks rules, without the server that its package would start: 19 MB.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq -o APT::Sandbox::User=root download prometheus >/dev/null
dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x -C /usr/local/bin --strip-components=3 ./usr/bin/promtool
