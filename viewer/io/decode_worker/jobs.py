"""What the decode worker can do: the place to add a job.

A job is a function `(source, arguments) -> (result, arrays)`: `source` is the path of a plain file or the bytes of one
that exists only inflated, `arguments` and `result` hold what JSON can hold, `arrays` are plain numpy arrays of
integers or floats. It raises a `ViewerError` for what it foresees, with a sentence that need not name the file (the
client puts the name in front), and may raise anything else for what it does not foresee. Up to two jobs run at the
same time in one worker, each in a thread of its own.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias, cast

from numpy.typing import NDArray

Answer: TypeAlias = tuple[dict[str, Any], list[NDArray[Any]]]
Job: TypeAlias = Callable[[bytes | Path, dict[str, Any]], Answer]

JOBS: dict[str, str] = {
    "dicom-header": "viewer.io.dicom.full_header:read_header_in_worker",
    "dicom-frame": "viewer.io.decode_worker.frames:decode_frame_in_worker",
    "nifti-open": "viewer.io.nifti:open_in_worker",
    "nifti-slice": "viewer.io.nifti:slice_in_worker",
    "picture": "viewer.io.picture:decode_in_worker",
    "mask": "viewer.io.masks:read_in_worker",
}
"""Name → 'module:function'; the module is imported inside the worker when the job is first asked for."""


def find_job(name: str, jobs: Mapping[str, str] = JOBS) -> Job:
    """Return the function that does a job, importing its module if need be.

    Raises
    ------
    KeyError
        If there is no such job.
    """
    module, _, function = jobs[name].partition(":")
    return cast(Job, getattr(import_module(module), function))
