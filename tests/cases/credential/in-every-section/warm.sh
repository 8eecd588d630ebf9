#!/bin/sh
# Warms the cache.
curl -fsS -u admin:tr0ub4dor3 https://cache.example.com/warm
