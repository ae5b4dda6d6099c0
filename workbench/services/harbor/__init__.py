"""Harbor CRM: a small CRM over loopback, for the first minute, for tests and for demonstrations."""

from workbench.services.harbor.server import HARBOR_HOSTS, HarborCrm

__all__ = ["HARBOR_HOSTS", "HarborCrm"]
