"""What must hold of a rules file: errors, warnings, reading grades, and what a change did."""
