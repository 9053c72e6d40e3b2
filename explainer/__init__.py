"""Turn one rules file into explanations that people can trust."""

__version__ = "0.1.0"
