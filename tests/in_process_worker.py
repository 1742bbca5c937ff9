"""A decode worker without a process: runs a job's own function at once, for quick tests of that function.

Errors raised on purpose come through unchanged, as they do from the real worker.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from viewer.io.sources import ByteSource

_JOBS = {
    "nifti-open": "viewer.io.nifti:open_in_worker",
    "nifti-slice": "viewer.io.nifti:slice_in_worker",
    "picture": "viewer.io.picture:decode_in_worker",
    "mask": "viewer.io.masks:read_in_worker",
}


@dataclass(frozen=True)
class BytesSource:
    """Bytes without a file, as a member of an archive would be."""

    data: bytes
    name: str = "archive.zip/member"
    path: Path | None = None

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, offset: int = 0, length: int | None = None) -> bytes:
        return self.data[offset:] if length is None else self.data[offset : offset + length]


class InProcessWorker:
    """Has the one method of `DecodeWorker` that readers call."""

    def run(
        self,
        job: str,
        source: ByteSource,
        arguments: Mapping[str, object] | None = None,
        *,
        limit_s: float = 10.0,
    ) -> tuple[dict[str, Any], list[NDArray[Any]]]:
        module, function = _JOBS[job].split(":")
        call = getattr(importlib.import_module(module), function)
        return call(source.path if source.path is not None else source.read(), dict(arguments or {}))
