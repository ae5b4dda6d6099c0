"""HTTP exchanges and their bodies."""
