"""Jobs that misbehave, for the worker under test; imported inside the worker only."""

import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from viewer.errors import GeometryError, UnreadableError


def echo(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Give back what was sent."""
    content = source.read_bytes() if isinstance(source, Path) else source
    kind = "path" if isinstance(source, Path) else "bytes"
    return {"kind": kind, "arguments": arguments, "length": len(content)}, [np.frombuffer(content, np.uint8)]


def arrays(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Arrays of every kind and shape."""
    made = [np.arange(24, dtype=kind).reshape(2, 3, 4) for kind in ("i1", "<u2", ">i4", "<u8", "f4", ">f8")]
    return {}, [*made, made[0].T, np.zeros((0, 5), np.int16), np.array(7.5), np.array([True, False])]


def loiter(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Sleep, then answer."""
    time.sleep(arguments.get("seconds", 3600))
    return {"id": arguments.get("id")}, []


def spin(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Never return and never let another thread run, as an endless loop in C does."""
    sys.setswitchinterval(1e6)
    while True:
        pass


def chat(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Print on every way there is."""
    print("chatter" * 1000)
    sys.stdout.flush()
    print("complaint", file=sys.stderr)
    os.write(1, b"raw chatter")
    os.write(2, b"raw complaint")
    os.system("echo chatter of a child; echo complaint of a child >&2; cat")
    return {"said": True}, []


def vanish(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """End the process if asked to, as a fault in C does."""
    if arguments.get("vanish", True):
        os.kill(os.getpid(), 9)
    time.sleep(arguments.get("seconds", 0))
    return {"id": arguments.get("id")}, []


def gorge(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Take more memory than there is."""
    hoard = [np.empty(64 << 20, np.uint8) for _ in range(200)]
    return {"length": len(hoard)}, []


def hoard(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Fill memory, a piece after the other, up to what is asked for; then keep it for a while."""
    kept = []
    for _ in range(arguments["mib"] // 32):
        kept.append(np.ones(32 << 20, np.uint8))
        time.sleep(0.02)
    time.sleep(arguments.get("seconds", 0))
    return {"mib": len(kept) * 32}, []


def fail(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Raise what is asked for."""
    kinds = {
        "unreadable": UnreadableError("its pixels are missing; copy it again."),
        "geometry": GeometryError("its spacing is zero; export it again."),
        "named": UnreadableError(f"{arguments.get('name')} is empty; copy it again."),
        "control": UnreadableError("it says \x1b[31mred\x1b[0m\nand more; leave it out."),
        "value": ValueError("Patient^Name in (0010,0010)"),
        "key": KeyError("x"),
        "recursion": RecursionError(),
        "exit": SystemExit(7),
        "interrupt": KeyboardInterrupt(),
    }
    raise kinds[arguments["kind"]]


def unsendable(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Answer with what no message can hold."""
    return {"source": object()}, [np.array([None])]
