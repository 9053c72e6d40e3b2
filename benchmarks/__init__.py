"""Measured speed: `make bench` runs every benchmark here and writes docs/performance.md."""
