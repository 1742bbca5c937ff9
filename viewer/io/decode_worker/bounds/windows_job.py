"""Windows: a job object round the worker, with a limit of memory, that ends it when the program ends.

References
----------
Microsoft, Windows API, jobapi2.h and winnt.h: `CreateJobObjectW`, `SetInformationJobObject`,
`JOBOBJECT_EXTENDED_LIMIT_INFORMATION`.
"""

import ctypes
from ctypes import wintypes
from typing import Any

KILL_ON_JOB_CLOSE = 0x2000
"""The processes of the job end with its last handle: with the program, however that ends."""

DIE_ON_UNHANDLED_EXCEPTION = 0x0400
"""A fault in a decoder ends the worker, without a window that asks what to do."""

PROCESS_MEMORY = 0x0100
"""No process of the job gets more memory than `ProcessMemoryLimit`."""

ACTIVE_PROCESS = 0x0008
"""No more processes in the job than `ActiveProcessLimit`: the worker starts none."""

_EXTENDED_LIMITS = 9


class _BasicLimits(ctypes.Structure):
    """`JOBOBJECT_BASIC_LIMIT_INFORMATION`."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """`JOBOBJECT_EXTENDED_LIMIT_INFORMATION`."""

    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def kernel() -> Any:
    """Return the library of Windows that knows job objects, its functions declared: a handle has 64 bits.

    Raises
    ------
    OSError
        On any other system.
    """
    load = getattr(ctypes, "WinDLL", None)
    if load is None:
        raise OSError("there are no job objects on this system")
    library = load("kernel32", use_last_error=True)
    library.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
    library.CreateJobObjectW.restype = wintypes.HANDLE
    library.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    library.SetInformationJobObject.restype = wintypes.BOOL
    library.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    library.AssignProcessToJobObject.restype = wintypes.BOOL
    library.CloseHandle.argtypes = (wintypes.HANDLE,)
    library.CloseHandle.restype = wintypes.BOOL
    return library


class Job:
    """A job object with one process in it.

    Parameters
    ----------
    process_handle
        Handle of the process, as `subprocess.Popen` holds it.
    most_bytes
        Memory that it may take.
    library
        See `kernel`.

    Raises
    ------
    OSError
        If the system refuses; the process runs on without a job.
    """

    def __init__(self, process_handle: int, *, most_bytes: int, library: Any) -> None:
        self._library = library
        self._handle = library.CreateJobObjectW(None, None)
        if not self._handle:
            raise OSError("no job object can be made")
        limits = ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = (
            KILL_ON_JOB_CLOSE | DIE_ON_UNHANDLED_EXCEPTION | PROCESS_MEMORY | ACTIVE_PROCESS
        )
        limits.BasicLimitInformation.ActiveProcessLimit = 1
        limits.ProcessMemoryLimit = most_bytes
        is_set = library.SetInformationJobObject(
            self._handle, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        if not is_set or not library.AssignProcessToJobObject(self._handle, process_handle):
            self.close()
            raise OSError("the process cannot be put into a job")

    def close(self) -> None:
        """Let go of the job, which ends the process if it still runs."""
        if self._handle:
            self._library.CloseHandle(self._handle)
            self._handle = None
