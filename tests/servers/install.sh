#!/bin/sh
# Installs the real servers that the tests run against; silent where they stand already or where we may not.
set -eu
PATH=$PATH:/usr/sbin
command -v dovecot >/dev/null 2>&1 && command -v openssl >/dev/null 2>&1 && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Dovecot or openssl is missing and this user may not install it: the tests that need it are skipped." >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update >/dev/null
apt-get -qq install -y --no-install-recommends dovecot-imapd openssl >/dev/null
