"""Address in, answer out."""
