"""Checks of a rules file: errors, warnings, reading grades, and the effect of a change."""
