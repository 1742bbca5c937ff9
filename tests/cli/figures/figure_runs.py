"""Running `multifidus figure` in this process, and the name that nothing may tell."""

CANARY = "Zebedee^Quentin"
CANARY_ID = "MRN5566778"


def written(capsys, *words) -> str:
    """Standard output of a command that succeeds, whatever the pre-flight check says."""
    from viewer.cli.main import run

    assert run([str(word) for word in words]) == 0
    return str(capsys.readouterr().out)
