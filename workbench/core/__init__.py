"""What the words mean: pure, typed, no input or output."""
