"""What students practise with: quiz items and flash cards, made from the same rules."""
