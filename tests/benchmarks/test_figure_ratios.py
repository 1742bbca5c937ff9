"""A figure from the command line costs no more than 1.2 × a bare matplotlib script; its preview, a part of a file."""

import pytest

from tests.benchmarks import bench_figure

pytestmark = pytest.mark.slow


def test_the_figure_command(tmp_path):
    timing = bench_figure.command(tmp_path, rounds=2)
    print(f"{timing.name}: {timing.ratio:.2f} of {timing.reference} (target {timing.target:.2f})")
    assert timing.ratio <= timing.target


def test_the_preview_while_a_figure_is_edited():
    timing = bench_figure.preview(rounds=10)
    print(f"{timing.name}: {timing.ratio:.2f} of {timing.reference} (target {timing.target:.2f})")
    assert timing.ratio <= 2.0 * timing.target
