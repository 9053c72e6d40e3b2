"""Renderers, one module for each format: a value goes in, a text comes out, nothing is printed."""
