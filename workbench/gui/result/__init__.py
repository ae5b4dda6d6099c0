"""The right pane: one invocation in its views, and what can be done with them."""
