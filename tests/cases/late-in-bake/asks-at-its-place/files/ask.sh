#!/bin/sh
set -eu
curl -s http://169.254.169.254/latest/meta-data/instance-id >/etc/id
