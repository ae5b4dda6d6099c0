"""Interfaces, their routes and samples, as the contract has them."""
