"""Which run of the program something belongs to, and whether that run is still there."""

import contextlib
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psutil import Process

SAME_START_S = 2.0
"""Largest difference of two start times of one process, s: where the system derives them from its clock, setting the
clock moves them a little."""

SAME_BOOT_S = 120.0
"""Largest difference of two boot times of one run of the computer, s, where there is no name for it."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_MAX_TEXT = 300


@dataclass(frozen=True, slots=True)
class Owner:
    """A run of the program.

    Parameters
    ----------
    pid
        Process id.
    host
        Name of the computer in its network.
    boot
        Name of the run of the computer, which is another one after every start of it; its time in s since 1970 where
        the system has no such name.
    started_s
        When the process began, s since the computer was started where the system has a name for its run, as setting
        the clock does not change that; else s since 1970.
    """

    pid: int
    host: str
    boot: str
    started_s: float

    def to_record(self) -> dict[str, object]:
        """Return its fields as values of JSON."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: object) -> "Owner | None":
        """Owner of such a record, None where it is none."""
        if not isinstance(record, Mapping):
            return None
        pid, host, boot, started = (record.get(name) for name in ("pid", "host", "boot", "started_s"))
        is_number = isinstance(started, int | float) and not isinstance(started, bool)
        if type(pid) is not int or not is_number or not 0 < pid < 2**31:
            return None
        if not (isinstance(host, str) and isinstance(boot, str) and len(host) + len(boot) <= _MAX_TEXT):
            return None
        if not 0.0 <= started < 1e11:  # type: ignore[operator]  # a number, and not NaN either
            return None
        return cls(pid, host, boot, float(started))  # type: ignore[arg-type]  # as above


def this_process() -> Owner:
    """Return the run that asks."""
    import psutil  # takes 20 ms, and nothing that is only looked at needs it

    return Owner(os.getpid(), platform.node(), _boot(), _started_s(psutil.Process()))


def is_alive(owner: Owner) -> bool | None:
    """Whether a run of the program is still there; None where it is of another computer, which cannot be asked."""
    import psutil

    if owner.host != platform.node():
        return None
    if not _is_same_boot(owner.boot, _boot()):
        return False
    try:
        process = psutil.Process(owner.pid)
        started_s = _started_s(process)
        is_zombie = process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True  # there is one, and it may not be looked at
    # Another process may have got the number since.
    return abs(started_s - owner.started_s) <= SAME_START_S and not is_zombie


def _started_s(process: "Process") -> float:
    """When a process began; see `Owner`."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        if sys.platform.startswith("linux") and _BOOT_ID.read_text("ascii"):
            # Behind the name, which may hold anything; the 22nd field of all, in ticks.
            fields = Path(f"/proc/{process.pid}/stat").read_bytes().rpartition(b")")[2].split()
            return int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return float(process.create_time())


def _boot() -> str:
    if sys.platform.startswith("linux"):
        try:
            return _BOOT_ID.read_text("ascii").strip()
        except (OSError, ValueError):
            pass  # a container may hide it
    import psutil

    return f"{psutil.boot_time():.0f}"


def _is_same_boot(one: str, other: str) -> bool:
    try:
        return abs(float(one) - float(other)) <= SAME_BOOT_S
    except ValueError:
        return one == other
