"""Text and JSON cut for showing."""
