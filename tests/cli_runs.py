"""Running the command line in this process, for its tests."""

import json

from tests.lumbar import outline_words
from viewer.cli.main import run


def ran(capsys, *arguments) -> str:
    """Standard output of a command that must succeed in silence."""
    status = run([str(word) for word in arguments])
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    return out


def failed(capsys, status, *arguments) -> str:
    """The one sentence of a command that must fail with this status and print nothing else."""
    found = run([str(word) for word in arguments])
    out, err = capsys.readouterr()
    assert found == status, err
    assert out == ""
    assert err.startswith("multifidus: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def measured(capsys, *arguments) -> dict:
    return json.loads(ran(capsys, "measure", *arguments, "--json"))


def on_slice(number=2):
    return ["--slice", str(number), *outline_words()]
