"""One call of an interface: what it was fired with, how it ended, what is said of it."""
