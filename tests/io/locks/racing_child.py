"""Races others for the lock of a project; run as a process by the tests of lock files.

Prints 'ours' or what else came of it, and keeps what it got until a line comes on standard input.
"""

import sys
import time
from pathlib import Path

from viewer.io.locks.lock_file import release, take

if __name__ == "__main__":
    project, start_s = Path(sys.argv[1]), float(sys.argv[2])
    import psutil  # noqa: F401 - so that all begin at once

    time.sleep(max(0.0, start_s - time.time()))
    found = take(project)
    print(found.state, flush=True)
    sys.stdin.readline()
    if found.lock is not None:
        release(found.lock)
