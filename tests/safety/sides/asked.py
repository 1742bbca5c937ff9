"""What the command line answers, as an outsider asks it: in this process, or in one of its own."""

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from viewer.cli.main import run

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Answer:
    """Exit status, standard output and standard error of a command."""

    status: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        """JSON of a command that must succeed in silence."""
        assert (self.status, self.err) == (0, ""), self.err
        return json.loads(self.out)


def asked(*words: object) -> Answer:
    """Answer of the command line, run in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run([str(word) for word in words])
    return Answer(status, out.getvalue(), err.getvalue())


def asked_outside(*words: object) -> Answer:
    """Answer of the command line, run as a program of its own."""
    command = [sys.executable, "-m", "viewer", *(str(word) for word in words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=dict(os.environ), check=False)
    return Answer(done.returncode, done.stdout, done.stderr)
