"""Fault: isLicenseValid is missing or neither true nor false."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from base import *


def getLicenseStatus(userId):
    return {"licenseStatus": "Active"}
