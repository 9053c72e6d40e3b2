"""Practice for students: quiz items and flash cards, made from the same rules."""
