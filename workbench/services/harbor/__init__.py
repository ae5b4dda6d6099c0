"""Harbor CRM: a small CRM over loopback, for the first minute, for tests and for demonstrations."""

from workbench.services.harbor.hosts import HARBOR_HOSTS
from workbench.services.harbor.server import HarborCrm

__all__ = ["HARBOR_HOSTS", "HarborCrm"]
