"""The connected user, and what is kept of it."""
