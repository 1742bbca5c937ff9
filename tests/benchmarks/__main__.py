"""`python -m tests.benchmarks`: every benchmark, printed as one table."""

import tempfile
from pathlib import Path

from tests.benchmarks import (
    bench_decoding,
    bench_display,
    bench_figure,
    bench_livewire,
    bench_numbers,
    bench_scale,
    bench_window,
    cases,
)


def main() -> None:
    """Time everything and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        timings = [
            cases.header_scan(folder / "headers"),
            cases.native_pixels(folder / "native"),
            *bench_decoding.compressed_pixels(folder / "compressed"),
            cases.coverage_and_statistics(),
            cases.whole_measurement(),
            *bench_numbers.vertex_drag(),
            cases.measure_command(folder / "command"),
            *bench_display.window_frames(),
            bench_display.new_slice(folder / "slice"),
            bench_display.small_picture(),
            *bench_livewire.timings(1024),
            *bench_figure.timings(folder / "figure"),
        ]
    print(f"{'what':<42}{'ours':>11}{'reference':>12}{'ratio':>8}{'target':>8}  reference is")
    for t in timings:
        print(
            f"{t.name:<42}{1e3 * t.ours_s:>8.2f} ms{1e3 * t.reference_s:>9.2f} ms{t.ratio:>8.2f}{t.target:>8.2f}"
            f"  {t.reference}"
        )
    print("\nThe default method")
    with tempfile.TemporaryDirectory() as name:
        bench_scale.print_table(Path(name))
    print("\nThe window")
    bench_window.main()


if __name__ == "__main__":
    main()
