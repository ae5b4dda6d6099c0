"""Where a value came from, and where it can go."""
