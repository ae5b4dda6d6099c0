"""App Connect's server over one adapter: the steps of each route, in its order."""

from workbench.session.server.outside import ServedAdapter
from workbench.session.server.server import AppConnectServer, Served
from workbench.session.server.steps import ServedCall, Steps, Walk

__all__ = [
    "AppConnectServer",
    "Served",
    "ServedAdapter",
    "ServedCall",
    "Steps",
    "Walk",
]
