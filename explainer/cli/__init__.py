"""The command line's edges: options, prompts, the screen, files and start-up."""
