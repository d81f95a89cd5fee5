#!/usr/bin/env bash
# Installs what the tests need beside Python and Node: Chromium with fonts. Debian's packages, when run as root there.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
fc-list 2>/dev/null | grep -qi 'liberation' || missing+=(fonts-liberation fontconfig)
fc-list 2>/dev/null | grep -qi 'emoji' || missing+=(fonts-noto-color-emoji)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    echo "Installing for the tests: ${missing[*]}"
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
    echo "The tests need these Debian packages: ${missing[*]}" >&2
    echo "Install them (apt-get install ${missing[*]}) or their equivalents, then run make test again." >&2
    exit 1
fi
