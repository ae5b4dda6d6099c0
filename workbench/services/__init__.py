"""The outside world: resources, HTTP, history, OAuth, Harbor CRM."""
