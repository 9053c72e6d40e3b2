"""The rules file: its format, its parser, and its loading into typed values or problems."""
