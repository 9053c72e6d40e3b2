"""The faces: each module turns a document into one way to show it, and prints nothing."""
