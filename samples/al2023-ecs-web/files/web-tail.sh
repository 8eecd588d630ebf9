#!/bin/bash
# Copies the access logs of all web containers into one file per day.
set -eu

mkdir -p /var/log/web
exec docker events --filter label=com.example.access-log=true --filter event=start \
    --format '{{.ID}}' |
    while read -r container; do
        docker logs --follow "$container" >>"/var/log/web/access.log" 2>&1 &
    done
