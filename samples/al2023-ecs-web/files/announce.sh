#!/bin/bash
# Says once, in the log group of the environment, that this host has joined.
set -eu

stream="hosts/$INSTANCE_ID"
now=$(date +%s%3N)
aws logs create-log-stream --log-group-name "$LOG_GROUP" --log-stream-name "$stream" || true
aws logs put-log-events --log-group-name "$LOG_GROUP" --log-stream-name "$stream" \
    --log-events "timestamp=$now,message=joined $ENVIRONMENT"
