"""Where answers lead: the decision table, its proof, the diagram, and walks over it."""
