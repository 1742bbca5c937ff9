"""The job object of Windows, against a library that only notes what it is told: sizes, flags, handles, refusals."""

import ctypes
import subprocess
import sys
from typing import Any

import pytest

from viewer.io.decode_worker import handle, limits
from viewer.io.decode_worker.bounds import windows_job
from viewer.io.decode_worker.bounds.windows_job import ExtendedLimits, Job, kernel

BIG = 0x7FF8_1234_5678
"""A handle that does not fit into 32 bits."""


class Library:
    """Stands in for kernel32; each refusal is named."""

    def __init__(self, *refusals: str) -> None:
        self.refusals = refusals
        self.calls: list[tuple[str, Any]] = []
        self.limits: ExtendedLimits | None = None

    def CreateJobObjectW(self, security: None, name: None) -> int | None:
        self.calls.append(("create", name))
        return None if "create" in self.refusals else BIG

    def SetInformationJobObject(self, job: int, kind: int, content: Any, size: int) -> int:
        self.calls.append(("set", (job, kind, size)))
        copy = ExtendedLimits()
        ctypes.memmove(ctypes.byref(copy), content, size)
        self.limits = copy
        return int("set" not in self.refusals)

    def AssignProcessToJobObject(self, job: int, process: int) -> int:
        self.calls.append(("assign", (job, process)))
        return int("assign" not in self.refusals)

    def CloseHandle(self, job: int) -> int:
        self.calls.append(("close", job))
        return 1


def test_the_process_is_put_into_a_job_with_its_limits() -> None:
    library = Library()
    job = Job(4321, most_bytes=2 << 30, library=library)
    size = 144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112
    assert library.calls == [("create", None), ("set", (BIG, 9, size)), ("assign", (BIG, 4321))]
    assert library.limits is not None
    assert library.limits.ProcessMemoryLimit == 2 << 30
    basic = library.limits.BasicLimitInformation
    assert basic.LimitFlags == 0x2000 | 0x0400 | 0x0100 | 0x0008
    assert basic.ActiveProcessLimit == 1
    job.close()
    job.close()
    assert library.calls[3:] == [("close", BIG)]


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="offsets of 64 bits")
def test_fields_lie_where_windows_looks_for_them() -> None:
    basic = windows_job._BasicLimits
    assert [getattr(basic, name).offset for name, _ in basic._fields_] == [0, 8, 16, 24, 32, 40, 48, 56, 60]
    assert [getattr(ExtendedLimits, name).offset for name, _ in ExtendedLimits._fields_] == [0, 64, 112, 120, 128, 136]


@pytest.mark.parametrize("refusal", ["create", "set", "assign"])
def test_a_refusal_leaves_no_handle_behind(refusal: str) -> None:
    library = Library(refusal)
    with pytest.raises(OSError, match="job"):
        Job(1, most_bytes=1, library=library)
    assert (("close", BIG) in library.calls) == (refusal != "create")


class Process(subprocess.Popen[bytes]):
    """A process as `subprocess` holds it on Windows."""

    _handle = 99


def test_the_worker_gets_a_job_where_there_are_some_and_runs_without(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library()
    monkeypatch.setattr(handle, "kernel", lambda: library)
    with Process([sys.executable, "-c", ""]) as process:
        assert isinstance(handle._job_round(process), Job)
        assert library.limits is not None and library.limits.ProcessMemoryLimit == limits.ADDRESS_SPACE_BYTES
        library.refusals = ("assign",)
        assert handle._job_round(process) is None


@pytest.mark.skipif(sys.platform == "win32", reason="there they exist")
def test_other_systems_have_no_job_objects() -> None:
    with pytest.raises(OSError, match="no job objects"):
        kernel()
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        assert handle._job_round(process) is None


def test_declared_functions_take_handles_of_64_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    class Function:
        argtypes: tuple[Any, ...] = ()
        restype: Any = None

    class Loaded:
        def __init__(self, name: str, *, use_last_error: bool) -> None:
            assert (name, use_last_error) == ("kernel32", True)
            self.CreateJobObjectW, self.SetInformationJobObject = Function(), Function()
            self.AssignProcessToJobObject, self.CloseHandle = Function(), Function()

    monkeypatch.setattr(ctypes, "WinDLL", Loaded, raising=False)
    library = kernel()
    for function, count in (
        (library.CreateJobObjectW, 2),
        (library.SetInformationJobObject, 4),
        (library.AssignProcessToJobObject, 2),
        (library.CloseHandle, 1),
    ):
        assert len(function.argtypes) == count
    assert ctypes.sizeof(library.CreateJobObjectW.restype) == ctypes.sizeof(ctypes.c_void_p)


def test_the_launcher_of_an_environment_is_gone_round_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    environment: dict[str, str] = {}
    assert handle._interpreter(environment) == sys.executable and environment == {}
    monkeypatch.setattr(handle.sys, "platform", "win32")
    monkeypatch.setattr(handle.sys, "_base_executable", r"C:\Python\python.exe")
    assert handle._interpreter(environment) == r"C:\Python\python.exe"
    assert environment == {"__PYVENV_LAUNCHER__": sys.executable}
