"""The tool's own texts, one file for each language; the guide's texts are in the rules file."""
