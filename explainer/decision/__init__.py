"""The decision table, the proof of the table, the decision diagram, and interviews."""
