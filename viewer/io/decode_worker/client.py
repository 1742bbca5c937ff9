"""The program's side of the decode worker: ask for a job, get arrays, or one sentence on why not."""

import json
import os
import threading
import weakref
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from numpy.typing import NDArray

from viewer import errors
from viewer.errors import UnreadableError, ViewerError, plain
from viewer.io.decode_worker import limits
from viewer.io.decode_worker.protocol import ChannelError
from viewer.io.sources import ByteSource

if TYPE_CHECKING:
    from viewer.io.decode_worker.handle import WorkerProcess

AHEAD = 8
"""Requests on their way at the same time: two being worked on, the others waiting, so that no thread idles."""

BYTES_AHEAD = 64 << 20
"""Bytes of sources without a path that may be on their way at the same time, beyond the first of them."""

_ENDED = "was not decoded because decoding was ended"
_REMEDY = "export the image again or leave the file out"


@dataclass(slots=True, eq=False)
class _Ticket:
    """One request and, later, what came of it."""

    number: int
    job: str
    source: ByteSource
    arguments: Mapping[str, object]
    limit_s: float
    is_suspect: bool = False
    result: dict[str, Any] | None = None
    arrays: list[NDArray[Any]] = field(default_factory=list)
    error: ViewerError | None = None

    @property
    def is_done(self) -> bool:
        return self.result is not None or self.error is not None

    def fail(self, why: str) -> None:
        self.error = UnreadableError(f"{self.source.name} {why}; {_REMEDY}.")


class DecodeWorker:
    """A worker process, started when first needed and again after a file has ended it. Thread safe.

    Parameters
    ----------
    extra_jobs
        Jobs beyond `jobs.JOBS`, in the same form.
    """

    def __init__(self, extra_jobs: Mapping[str, str] | None = None) -> None:
        self._extra_jobs = dict(extra_jobs or {})
        self._lock = threading.RLock()
        self._process: WorkerProcess | None = None
        self._finalizer: weakref.finalize[Any, Any] | None = None
        self._waiting: deque[_Ticket] = deque()
        self._sent: dict[int, _Ticket] = {}
        self._last_bytes: ByteSource | None = None
        self._count = 0

    @property
    def pid(self) -> int | None:
        """Process id of the running worker, or None."""
        with self._lock:
            return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the process now, without waiting for it, because it will be needed soon."""
        with self._lock:
            self._running_process()

    def run(
        self,
        job: str,
        source: ByteSource,
        arguments: Mapping[str, object] | None = None,
        *,
        limit_s: float = limits.JOB_LIMIT_S,
    ) -> tuple[dict[str, Any], list[NDArray[Any]]]:
        """Do one job.

        Parameters
        ----------
        job
            A name in `jobs.JOBS`.
        source
            The file; sent by its path if it has one, else its bytes are sent.
        arguments
            What JSON can hold.
        limit_s
            Longest time the job may take, seconds of wall clock.

        Returns
        -------
        tuple
            The job's result and its arrays.

        Raises
        ------
        UnreadableError
            If the file cannot be decoded, takes too long, needs too much memory or ends the process.
        ViewerError
            What the job itself raised, or that no worker can be started.
        """
        return self._collect(self._submit(job, source, arguments or {}, limit_s))

    def run_many(
        self,
        job: str,
        requests: Sequence[tuple[ByteSource, Mapping[str, object]]],
        *,
        limit_s: float = limits.JOB_LIMIT_S,
    ) -> Iterator[tuple[dict[str, Any], list[NDArray[Any]]]]:
        """Do one job on many sources; the next requests are on their way while an answer is taken.

        Parameters
        ----------
        job
            A name in `jobs.JOBS`.
        requests
            Source and arguments of each.
        limit_s
            Longest time each may take, seconds of wall clock.

        Returns
        -------
        Iterator
            Result and arrays of each request in the order asked. `next` raises, as `run` does, for one that
            failed, and may be called again for those after it.
        """
        return _Answers(self, job, requests, limit_s)

    def interrupt(self) -> None:
        """End the process without waiting for the jobs it is at, which fail. A later job starts a new one.

        For an opening that was cancelled; `close` waits for the answer that another thread is taking.
        """
        process = self._process  # without the lock, which whoever waits for the answer holds
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the process; what was on its way is lost. A later job starts a new one."""
        with self._lock:
            for ticket in (*self._sent.values(), *self._waiting):
                ticket.fail(_ENDED)
            self._sent.clear()
            self._waiting.clear()
            self._end_process()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _submit(self, job: str, source: ByteSource, arguments: Mapping[str, object], limit_s: float) -> _Ticket:
        """Queue a request and send what may be sent."""
        json.dumps(dict(arguments))  # a mistake of the caller is the caller's, not that of whoever sends it
        with self._lock:
            self._count += 1
            ticket = _Ticket(self._count, job, source, arguments, limit_s)
            self._waiting.append(ticket)
            self._fill()
            return ticket

    def _collect(self, ticket: _Ticket) -> tuple[dict[str, Any], list[NDArray[Any]]]:
        """Wait for one request; answers to others that arrive meanwhile are kept for them."""
        while not ticket.is_done:
            # Taken anew for each answer, so that several threads get on side by side.
            with self._lock:
                if not ticket.is_done:
                    self._pump()
        if ticket.error is not None:
            raise ticket.error
        return ticket.result or {}, ticket.arrays

    def _fill(self) -> None:
        """Send waiting requests; one suspected of having ended a process travels alone."""
        while self._waiting and len(self._sent) < AHEAD:
            suspects = (self._waiting[0], *self._sent.values())
            if self._sent and (any(ticket.is_suspect for ticket in suspects) or self._is_full()):
                return
            ticket = self._waiting.popleft()
            try:
                self._send(ticket)
            except ViewerError as e:
                ticket.error = e

    def _is_full(self) -> bool:
        """Whether the next request has to wait because it and those on their way hold too many bytes."""
        sources = (self._waiting[0].source, *(ticket.source for ticket in self._sent.values()))
        return sum(source.size for source in sources if source.path is None) > BYTES_AHEAD

    def _send(self, ticket: _Ticket) -> None:
        """Send one request, by path if there is one."""
        header: dict[str, Any] = {
            "id": ticket.number,
            "job": ticket.job,
            "arguments": dict(ticket.arguments),
            "limit_s": ticket.limit_s,
        }
        payload: list[bytes] = []
        source = ticket.source
        if source.size > limits.MAX_SOURCE_BYTES:
            raise UnreadableError(f"{source.name} is larger than 2 GiB; leave the file out.")
        process = self._running_process()
        if source.path is not None:
            header["path"] = os.path.abspath(source.path)
        elif source is self._last_bytes:
            header["same_bytes"] = True
        else:
            payload.append(source.read())
            self._last_bytes = source
        self._sent[ticket.number] = ticket
        process.send(header, payload, ticket.limit_s)

    def _pump(self) -> None:
        """Take one answer, or deal with the end of the process."""
        process = self._process
        if process is None or not self._sent:
            self._fill()
            return
        oldest = next(iter(self._sent.values()))
        try:
            process.wait_until_ready()
            header, arrays = process.receive(oldest.limit_s)
        except ChannelError:
            self._recover(process)
            return
        except BaseException:
            # Interrupted in the middle of a message: what would be read next is no header.
            self._retry_sent()
            self._end_process()
            raise
        ticket = self._sent.pop(header.get("id", 0), None)
        if ticket is not None:
            _settle(ticket, header, arrays)
        self._fill()

    def _recover(self, process: "WorkerProcess") -> None:
        """Find out who ended the process: the only request on its way, or each is tried again by itself."""
        status = self._end_process(has_ended=True)
        if process.is_killed:
            for ticket in self._sent.values():
                ticket.fail(_ENDED)
            self._sent.clear()
        elif not process.is_ready:
            for ticket in self._sent.values():
                ticket.error = ViewerError(
                    "The decoding process cannot be started; check that the program is installed completely."
                )
            self._sent.clear()
        elif len(self._sent) == 1:
            (ticket,) = self._sent.values()
            if ticket.is_suspect or process.has_timed_out or _is_out_of_memory(process, status):
                self._sent.clear()
                ticket.fail(_cause(process, status, ticket.limit_s))
            else:  # once more: somebody else may have ended the process, and a sound file is not to be blamed for it
                ticket.is_suspect = True
                self._retry_sent()
        else:
            for ticket in self._sent.values():
                ticket.is_suspect = True
            self._retry_sent()
        self._fill()

    def _retry_sent(self) -> None:
        """Put what was sent back in front of what waits."""
        self._waiting.extendleft(reversed(self._sent.values()))
        self._sent.clear()

    def _running_process(self) -> "WorkerProcess":
        """Return the process, a new one if there is none or the last one ended while idle."""
        if self._process is not None and not self._sent and not self._process.is_running():
            self._end_process()
        if self._process is None:
            from viewer.io.decode_worker.handle import WorkerProcess  # most studies need no process

            try:
                self._process = WorkerProcess(self._extra_jobs)
            except OSError as e:
                raise ViewerError(
                    f"The decoding process cannot be started ({e.strerror}); close other programs and try again."
                ) from e
            # Also at exit, and when the client is dropped without `close`.
            self._finalizer = weakref.finalize(self, self._process.close)
        return self._process

    def _end_process(self, *, has_ended: bool = False) -> int:
        """End the process, if there is one, and return its exit status."""
        process, self._process, self._last_bytes = self._process, None, None
        if self._finalizer is not None:
            self._finalizer.detach()
            self._finalizer = None
        return 0 if process is None else process.close(has_ended=has_ended)


class _Answers(Iterator[tuple[dict[str, Any], list[NDArray[Any]]]]):
    """Answers to many requests, in order; goes on after one that failed."""

    def __init__(
        self,
        worker: DecodeWorker,
        job: str,
        requests: Sequence[tuple[ByteSource, Mapping[str, object]]],
        limit_s: float,
    ) -> None:
        self._worker = worker
        self._job = job
        self._requests = iter(requests)
        self._limit_s = limit_s
        self._tickets: deque[_Ticket] = deque()
        self._advance(AHEAD)

    def __next__(self) -> tuple[dict[str, Any], list[NDArray[Any]]]:
        if not self._tickets:
            raise StopIteration
        ticket = self._tickets.popleft()
        try:
            return self._worker._collect(ticket)
        finally:
            self._advance(1)

    def _advance(self, count: int) -> None:
        for _, (source, arguments) in zip(range(count), self._requests, strict=False):
            self._tickets.append(self._worker._submit(self._job, source, arguments, self._limit_s))


def _settle(ticket: _Ticket, header: Mapping[str, Any], arrays: list[NDArray[Any]]) -> None:
    """Give an answer to its request."""
    message = header.get("message")
    result = header.get("result")
    if message is None and isinstance(result, dict):
        ticket.result, ticket.arrays = result, arrays
        return
    kind = getattr(errors, str(header.get("error")), UnreadableError)
    if not (isinstance(kind, type) and issubclass(kind, ViewerError)):
        kind = UnreadableError
    text = plain(str(message)[:1000])
    ticket.error = kind(text if plain(ticket.source.name) in text else f"{ticket.source.name}: {text}")


def _is_out_of_memory(process: "WorkerProcess", status: int) -> bool:
    return process.has_taken_too_much or status == limits.MEMORY_EXIT_STATUS


def _cause(process: "WorkerProcess", status: int, limit_s: float) -> str:
    """Why the process is no more."""
    if process.has_timed_out:
        return f"was given up after {limit_s:g} s of decoding, it is damaged or far too large"
    if _is_out_of_memory(process, status):
        return "needs more memory than a file is allowed (2 GiB)"
    return "ended the decoding process, it is damaged"


_shared: tuple[int, DecodeWorker] | None = None
_sharing = threading.Lock()


def shared_worker() -> DecodeWorker:
    """Return the worker of this process, made when first asked for and ended at exit."""
    global _shared  # noqa: PLW0603 (one per process is its purpose)
    with _sharing:
        # After a fork the pipes belong to the parent: the child makes its own.
        if _shared is None or _shared[0] != os.getpid():
            _shared = (os.getpid(), DecodeWorker())
        return _shared[1]
