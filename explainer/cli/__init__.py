"""What meets people and files: options, prompts, the screen, reading, writing, start-up."""
