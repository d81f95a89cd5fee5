#!/bin/sh
# Starts nginx in its official image with puente.conf for PUENTE_SITE, in front of PUENTE_UPSTREAM. compose.large.yaml calls it.
# What it does to the two files is what README.md tells to do by hand on a machine without containers.
set -eu
sed -e "s/conference\.example/$PUENTE_SITE/g" -e "s/server 127\.0\.0\.1:8000 /server $PUENTE_UPSTREAM /" \
    /etc/puente/puente.conf >/etc/nginx/conf.d/default.conf
# Each person's socket takes two connections, and the image has room for 1,024 a process.
sed -i -e 's/worker_connections .*;/worker_connections 16384;/' /etc/nginx/nginx.conf
# A certificate that was renewed is taken up within the hour.
while sleep 3600; do nginx -s reload; done &
exec nginx -g 'daemon off; worker_rlimit_nofile 40000;'
