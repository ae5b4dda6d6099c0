"""Two values side by side."""
