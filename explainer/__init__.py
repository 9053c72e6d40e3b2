"""Explainer: one rules file in, explanations that people can trust out."""
