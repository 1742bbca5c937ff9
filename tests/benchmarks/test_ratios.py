"""The benchmarks, small: no ratio may be far beyond its target, so that a lost fast path is noticed."""

import pytest

from tests.benchmarks import bench_decoding, bench_display, bench_livewire, bench_numbers, bench_scale, cases

SLACK = 2.5
"""How far beyond its target a ratio may lie on a shared machine; a lost fast path costs far more."""

pytestmark = pytest.mark.slow


def within(timing: cases.Timing) -> None:
    print(f"{timing.name}: {timing.ratio:.2f} of {timing.reference} (target {timing.target:.2f})")
    assert timing.ratio <= SLACK * timing.target


def test_header_scan(tmp_path):
    within(cases.header_scan(tmp_path, files=120, rounds=3))


def test_native_pixels(tmp_path):
    within(cases.native_pixels(tmp_path, slices=20, rounds=5))


def test_compressed_pixels(tmp_path):
    for timing in bench_decoding.compressed_pixels(tmp_path, slices=16, rounds=4):
        within(timing)


def test_coverage_and_statistics():
    within(cases.coverage_and_statistics(rounds=10))


def test_whole_measurement():
    within(cases.whole_measurement(rounds=5))


def test_one_vertex_moved():
    for timing in bench_numbers.vertex_drag(rounds=10):
        within(timing)


def test_the_default_method_on_a_slice():
    for timing in bench_scale.in_process(rounds=5):
        within(timing)


def test_the_default_method_from_process_start(tmp_path):
    within(bench_scale.command(tmp_path, rounds=3))


def test_window_frames():
    for timing in bench_display.window_frames(rounds=20):
        within(timing)


def test_a_new_slice_on_the_screen(tmp_path):
    within(bench_display.new_slice(tmp_path, rounds=10))


def test_measure_command(tmp_path):
    within(cases.measure_command(tmp_path, rounds=3))


def test_the_livewire_follows_the_pointer_without_a_search():
    for timing in bench_livewire.timings(512, rounds=10):
        within(timing)
