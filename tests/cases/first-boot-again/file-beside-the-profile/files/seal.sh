#!/bin/sh
# the id goes
echo uninitialized >/etc/machine-id
