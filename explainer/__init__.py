"""Explainer: one rules file in, explanations that people can trust out."""

__version__ = "0.1.0"
