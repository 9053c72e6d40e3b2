"""Benchmarks. `make bench` runs all of them and updates the tables in docs/performance.md."""
