"""Values and bodies of any size: trees, text, previews, and finding something in them."""
