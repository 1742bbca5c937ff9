"""The worker's own side: takes requests from standard input, does jobs, answers on standard output.

Started as `python -m viewer.io.decode_worker.process [jobs]`. The two channels are taken away from descriptors 0
and 1 first, so that a library that prints cannot disturb them. The worker ends when its standard input does.
"""

import json
import os
import sys
import threading
from io import FileIO
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np

from viewer.errors import UnreadableError, ViewerError
from viewer.io.decode_worker import limits, protocol
from viewer.io.decode_worker.jobs import JOBS, Answer, find_job

THREADS = 2
"""Jobs done at the same time: one parses and sends while the other is inside a decoder."""

SWITCH_INTERVAL_S = 0.0002
"""How long a thread that comes out of a decoder may wait for the other; the usual 5 ms is two whole slices."""


def main(arguments: list[str]) -> None:
    """Serve until standard input ends.

    Parameters
    ----------
    arguments
        Nothing, or a JSON object of further jobs in the form of `JOBS`.
    """
    requests, answers = _private_channels()
    _be_quiet()
    limits.restrict_process()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    jobs = {**JOBS, **(json.loads(arguments[0]) if arguments else {})}
    server = _Server(requests, answers, jobs)
    for _ in range(THREADS):
        threading.Thread(target=server.work, daemon=True).start()
    server.listen()
    # Not sys.exit: a thread may be inside a decoder that never returns.
    os._exit(0)


class _Server:
    """Requests in, answers out, the jobs in threads between them."""

    def __init__(self, requests: FileIO, answers: FileIO, jobs: dict[str, str]) -> None:
        self._requests = requests
        self._answers = answers
        self._jobs = jobs
        self._queue: SimpleQueue[tuple[dict[str, Any], bytes | Path]] = SimpleQueue()
        self._sending = threading.Lock()
        self._kept: bytes = b""

    def listen(self) -> None:
        """Take requests until the parent closes the channel or is gone."""
        self._send({"ready": True})
        while True:
            try:
                header, length = protocol.receive(self._requests)
                source = self._source(header, length)
            except protocol.ChannelError:
                return
            limits.allow_processor_time(float(header.get("limit_s", 10.0)))
            self._queue.put((header, source))

    def _source(self, header: dict[str, Any], length: int) -> bytes | Path:
        """Path of the request, or its bytes: those that follow it, or those of the request before."""
        if "path" in header:
            return Path(header["path"])
        if not header.get("same_bytes"):
            self._kept = bytes(protocol.receive_bytes(self._requests, length))
        return self._kept

    def work(self) -> None:
        """Do jobs, one after the other, for ever."""
        while True:
            header, source = self._queue.get()
            limits.allow_processor_time(float(header.get("limit_s", 10.0)))  # those before it have used up theirs
            self._answer(header, source)
            del source

    def _answer(self, header: dict[str, Any], source: bytes | Path) -> None:
        """Do one job and send what came of it: the one boundary where every exception ends."""
        reply: dict[str, Any] = {"id": header.get("id")}
        try:
            result, arrays = self._do(header, source)
            self._send({**reply, "result": result, "arrays": protocol.describe_arrays(arrays)}, arrays)
        except MemoryError:
            # What is left of the address space cannot be trusted to hold an answer.
            os._exit(limits.MEMORY_EXIT_STATUS)
        except ViewerError as e:
            self._send({**reply, "error": type(e).__name__, "message": str(e)[:2000]})
        except BaseException as e:  # noqa: BLE001 (decoders raise what they like, extension modules beyond Exception)
            self._send({**reply, "error": UnreadableError.__name__, "message": _sentence(e)})

    def _do(self, header: dict[str, Any], source: bytes | Path) -> Answer:
        """Result and arrays of one job, the arrays contiguous and in the byte order that is sent."""
        job = find_job(header["job"], self._jobs)
        result, arrays = job(source, header["arguments"])
        return result, [np.asarray(array, array.dtype.newbyteorder("<"), order="C") for array in arrays]

    def _send(self, header: dict[str, Any], payload: Any = ()) -> None:
        with self._sending:
            try:
                protocol.send(self._answers, header, payload)
            except OSError:
                os._exit(0)  # the parent is gone


def _sentence(error: BaseException) -> str:
    """What the user reads of an unforeseen exception: nothing of its text, which may quote the patient."""
    if isinstance(error, RecursionError):
        return "the header is nested too deeply to be an image's; export the image again or leave the file out."
    return "the file is damaged or of an unknown kind; export the image again or leave the file out."


def _private_channels() -> tuple[FileIO, FileIO]:
    """Streams on copies of descriptors 0 and 1, which from then on lead nowhere."""
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (0, 1):
            msvcrt.setmode(descriptor, os.O_BINARY)
    requests, answers = FileIO(os.dup(0), "rb"), FileIO(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return requests, answers


def _be_quiet() -> None:
    """No warnings, no log (both quote headers), no end by the Ctrl-C that was meant for the program."""
    import logging
    import signal
    import warnings

    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main(sys.argv[1:])
