"""What a file holds works on no terminal: it is printed as plain lines."""

from tests.cli_runs import failed
from viewer.cli.commands.telling import tell


def test_signs_that_work_on_a_terminal_are_replaced(capsys):
    tell("S07\x1b[2J\x1b]0;title\x07\r\n\tR1\u202e \x9b1A")
    assert capsys.readouterr().out == "S07\ufffd[2J\ufffd]0;title\ufffd\ufffd\n\ufffdR1\ufffd \ufffd1A\n"
    tell("µm² – 20\u2009%", err=True, nl=False)
    assert capsys.readouterr().err == "µm² – 20\u2009%"


def test_a_name_of_a_file_in_a_refusal_is_plain_too(tmp_path, capsys):
    assert "a\ufffd[2Jb.mfv" in failed(capsys, 3, "measure", tmp_path / "a\x1b[2Jb.mfv")
