"""The window's speed, small and without a screen: nothing may be far slower than what is timed beside it."""

import pytest

from tests.benchmarks import bench_window, window_events

pytestmark = pytest.mark.slow

START_MOST, EVENT_MOST = 2.0, 10.0
"""Most times the bare window's start, and the graphics view's frame or next slice, that ours may take: about twice
what was measured; importing a large library, or painting all words anew in each frame, costs more."""

SAGITTAL_MOST_S = 2e-3
"""Longest that the sagittal view may take at each slice, s; 0.7 ms was measured."""

MEMORY_MOST = 1.8
"""Most times the memory of the bare window with the same slices; 1.25 was measured."""


def test_start(tmp_path):
    timing = bench_window.start_to_image(tmp_path, rounds=3)
    print(f"start {timing.ratio:.2f} of {timing.reference}")
    assert timing.ratio <= START_MOST


def test_events(tmp_path, qapp):
    assert qapp is not None
    timings = [
        *window_events.window_frames(tmp_path / "frames", rounds=15),
        window_events.next_slice(tmp_path / "wheel", slices=12),
    ]
    for timing in timings:
        print(f"{timing.name}: {timing.ratio:.2f} of {timing.reference}")
        assert timing.ratio <= EVENT_MOST


def test_sagittal_view(tmp_path, qapp):
    assert qapp is not None
    timing = window_events.sagittal_view(tmp_path, slices=12, rounds=4)
    print(f"{timing.name}: {1e3 * (timing.ours_s - timing.reference_s):.2f} ms more than {timing.reference}")
    assert timing.ours_s <= timing.reference_s + SAGITTAL_MOST_S


def test_numbers_of_a_dragged_vertex(qapp):
    """The whole event is compared with the numbers alone, which `test_ratios` compares with the usual masks."""
    assert qapp is not None
    computing, whole = window_events.vertex_drag(rounds=15)
    print(f"whole event {whole.ours_s / computing.ours_s:.2f} of the numbers")
    assert whole.ours_s <= EVENT_MOST * computing.ours_s


def test_memory(tmp_path):
    if not bench_window.can_tell_memory():
        pytest.skip("this system does not tell a process's memory in /proc")
    ours, bare = bench_window.memory_mib(tmp_path, slices=20)
    print(f"memory {ours:.0f} MiB, {ours / bare:.2f} of the bare window's")
    assert ours <= MEMORY_MOST * bare
