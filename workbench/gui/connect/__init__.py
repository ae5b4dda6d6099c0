"""Logging in step by step, the stored connections and their tokens."""
