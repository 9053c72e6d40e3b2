"""What a reader is shown, as neutral documents that every format renders alike."""
