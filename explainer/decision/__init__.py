"""Routing of answers: the decision table, its proof, the diagram, and walks through it."""
