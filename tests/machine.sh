#!/usr/bin/env bash
# Installs what the tests need beside Python and Node, from Debian's packages when run as root there: Chromium and Firefox with fonts,
# and the programs that Puente works with. None of them is left running: the tests start their own, on free ports.
set -euo pipefail

missing=()
needs() { command -v "$1" >/dev/null || missing+=("${@:2}"); }

needs chromium chromium
needs chromium-headless-shell chromium-headless-shell
command -v firefox-esr firefox >/dev/null || missing+=(firefox-esr)
# With which Firefox plays H.264.
compgen -G '/usr/lib/*/libavcodec.so.*' >/dev/null || missing+=(ffmpeg)
fc-list 2>/dev/null | grep -qi 'liberation' || missing+=(fonts-liberation fontconfig)
fc-list 2>/dev/null | grep -qi 'emoji' || missing+=(fonts-noto-color-emoji)
needs redis-server redis-server
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
needs nginx nginx-light
needs caddy caddy
needs janus janus
needs turnserver coturn
needs promtool prometheus
needs docker-compose docker-compose
needs openssl openssl
needs systemd-analyze systemd
needs ip iproute2
needs nft nftables
compgen -G '/usr/lib/*/faketime/libfaketime.so.1' >/dev/null || missing+=(libfaketime)
needs apertium apertium
compgen -G '/usr/share/apertium/modes/eng-spa.mode' >/dev/null || missing+=(apertium-eng-spa)
compgen -G '/usr/share/apertium/modes/fr-es.mode' >/dev/null || missing+=(apertium-fr-es)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    echo "Installing for the tests: ${missing[*]}"
    # Debian's packages start their services unless this file says no; one that stands there already is left as it is.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
        trap 'rm -f "$policy"' EXIT
    fi
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
    echo "The tests need these Debian packages: ${missing[*]}" >&2
    echo "Install them (apt-get install ${missing[*]}) or their equivalents, then run make test again." >&2
    exit 1
fi
