"""Starts the Python host; its folder is taken off the path again, so that adapters see only their own modules."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[0] = HERE

from workbench_host.main import main  # noqa: E402

sys.path.remove(HERE)
# Nothing is written beside an adapter's source, and a file saved twice within a second is never mistaken for older.
sys.dont_write_bytecode = True
sys.argv = [""]
main()
