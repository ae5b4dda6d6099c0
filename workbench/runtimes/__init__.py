"""How an adapter is run: python, node, proxy config."""
