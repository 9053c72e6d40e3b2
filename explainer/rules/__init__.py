"""What a rules file is: parsed, loaded into typed values, or refused with every problem."""
