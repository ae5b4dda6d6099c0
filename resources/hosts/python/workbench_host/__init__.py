"""Loads one Python adapter and calls its interfaces; speaks resources/hosts/WIRE.md with the standard library alone."""
