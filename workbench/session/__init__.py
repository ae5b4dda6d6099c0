"""The verbs: open, log in, fire, check."""
