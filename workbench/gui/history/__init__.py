"""The foot of the window: what was fired, searched, fired again, forgotten."""
