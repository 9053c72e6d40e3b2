"""Renderers, one module for each format: each turns a value into text and prints nothing."""
