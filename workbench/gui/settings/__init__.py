"""Settings of the window and of adapters, keyboard shortcuts, where files lie."""
