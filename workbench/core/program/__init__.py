"""Tables of the program itself: actions, settings, help, the history filter."""
