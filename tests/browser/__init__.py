"""Tests in a real browser. They are a package, so that their conftest.py shadows no other."""
