"""The command line: options, prompts, the screen, files and start-up."""
