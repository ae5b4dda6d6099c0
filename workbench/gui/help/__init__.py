"""Help for every area, and what this program is."""
