"""Fault: contactInfo has no id."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from base import *


async def createContact(newContactName):
    return {"contactInfo": {"name": newContactName or "Noa Ferrer"}}
