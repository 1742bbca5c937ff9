"""What one file may cost the worker, and the limits that its process puts on itself; see also `io.limits`."""

import contextlib
import sys
import time

JOB_LIMIT_S = 8.0
"""Longest time for one job, seconds: with the start of a new worker behind it, each file is answered in ten."""

MAX_ITEMS = 200_000
"""Most items of sequences in one header; an enhanced series of five thousand frames has 150,000, and a million take
twenty seconds to parse."""

MAX_FRAGMENTS = 262_144
"""Most fragments that the pixel data of one file may consist of."""

MAX_INFLATED_BYTES = 512 << 20
"""Largest deflated data set after inflating, bytes."""

FREE_INFLATED_BYTES = 64 << 20
"""What a deflated data set may inflate to however small it is, bytes: a blank image shrinks a thousandfold."""

MAX_INFLATED_RATIO = 100
"""Most bytes out of one deflated byte beyond that; images reach 10."""

MAX_SOURCE_BYTES = 2 << 30
"""Largest file that is decoded, bytes."""

ADDRESS_SPACE_BYTES = 2 << 30
"""Address space of the worker: no file may take the memory of the user's machine."""

RESIDENT_BYTES = 1792 << 20
"""Memory in RAM at which the program ends the worker from outside, bytes: program and worker stay below 2 GiB."""

MEMORY_EXIT_STATUS = 3
"""Exit status of a worker that ran out of its address space."""

_CPU_SLACK_S = 10.0
"""Processor time beyond twice a job's own limit (two threads), seconds; only an orphan ever uses it up."""


def restrict_process() -> None:
    """Limit the address space of this process and forbid core dumps, where the system can."""
    if sys.platform == "win32":  # has no such limits; a job object and the watch of the parent stand in
        return
    import resource

    for kind, most in ((resource.RLIMIT_AS, ADDRESS_SPACE_BYTES), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # macOS refuses a limit of the address space that is below what is mapped already, and enforces none.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, soft))


def allow_processor_time(limit_s: float) -> None:
    """Let the system end this process if it spins long past a job's limit.

    The parent ends a worker that hangs; this is for a worker whose parent was killed meanwhile.

    Parameters
    ----------
    limit_s
        Wall-clock limit of the job, seconds.
    """
    if sys.platform == "win32":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(time.process_time() + 2 * limit_s + _CPU_SLACK_S)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
