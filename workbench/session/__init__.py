"""What both faces do: open, log in, fire, check."""
