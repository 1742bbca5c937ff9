"""T1 or T2: words first, then the times of a spin echo, else neither."""

import pytest

from viewer.core.series import Acquisition
from viewer.measure.weighting import weighting


def spin_echo(tr, te, *sequence):
    return Acquisition(scanning_sequence=sequence, repetition_time_ms=tr, echo_time_ms=te)


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("t2_tse_tra", "T2"),
        ("AX T1 VIBE", "T1"),
        ("AX T2* MEDIC", None),
        ("T2/T1 trufi", "T2"),
        ("T10 to T12", None),
        ("T20", None),
        ("scout2", None),
        ("", None),
    ],
)
def test_words(description, expected):
    assert weighting(Acquisition(), description) == expected


@pytest.mark.parametrize(
    ("acquisition", "expected"),
    [
        (spin_echo(4000.0, 100.0), "T2"),
        (spin_echo(4000.0, 100.0, "SE"), "T2"),
        (spin_echo(4000.0, 100.0, "RM", "SE"), "T2"),
        (spin_echo(1500.0, 60.0), "T2"),
        (spin_echo(1499.0, 60.0), None),
        (spin_echo(1500.0, 59.0), None),
        (spin_echo(1200.0, 30.0, "SE"), "T1"),
        (spin_echo(1201.0, 30.0), None),
        (spin_echo(1200.0, 31.0), None),
        (spin_echo(4000.0, 12.0), None),
        (spin_echo(0.0, 0.0), None),
        (spin_echo(4000.0, 100.0, "SE", " ir "), None),
        (spin_echo(500.0, 10.0, "GR"), None),
        (spin_echo(4000.0, 100.0, "EP", "SE"), None),
        (spin_echo(None, 100.0), None),
        (spin_echo(4000.0, None), None),
    ],
)
def test_times(acquisition, expected):
    assert weighting(acquisition) == expected


def test_words_come_before_times():
    assert weighting(spin_echo(4000.0, 100.0, "GR"), "AX T1") == "T1"
