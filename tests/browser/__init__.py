"""Tests in a real browser. This is a package so that its conftest.py does not shadow another."""
