"""The middle pane: one interface with its form, its JSON and its contract, and the bar that fires it."""
