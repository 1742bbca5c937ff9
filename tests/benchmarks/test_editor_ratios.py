"""An event of dragging on a figure costs a part of what the file's painter takes for the same page."""

import pytest

from tests.benchmarks import bench_editor

pytestmark = pytest.mark.slow


def test_dragging_on_a_figure(qapp):
    for timing in bench_editor.timings(rounds=6):
        print(f"{timing.name}: {timing.ratio:.2f} of {timing.reference} (target {timing.target:.2f})")
        assert timing.ratio <= 2.0 * timing.target
