"""The format of the rules file, and the code that loads a rules file and reports problems."""
