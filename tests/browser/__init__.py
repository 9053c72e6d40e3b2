"""Tests in a real browser. A package, so that its conftest.py hides nobody else's."""
