"""App Connect Workbench: open an adapter, log in to its CRM, fire its interfaces, see what came back."""

__version__ = "0.1.0"
