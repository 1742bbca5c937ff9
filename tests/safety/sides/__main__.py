"""Run every proof of right and left through the command line and print the figures: `python -m tests.safety.sides`."""

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.safety.sides.asked import asked
from tests.safety.sides.obliques import check_oblique, obliques
from tests.safety.sides.series_proof import Case, cases, check_listed, check_others, check_places, check_sides
from tests.safety.sides.volume_files import axis_volumes
from tests.safety.sides.volume_proof import check_volume


def prove_series(case: Case, folder: Path) -> None:
    """All that must be true of one series."""
    written = case.write(folder / case.name)
    listed = asked("info", written.folder, "--json").told
    number = check_listed(written, listed)
    check_sides(written, number)
    check_places(written, number)
    check_others(written, listed)


def prove_states(_: Path) -> int:
    """192 display states × 4 edges."""
    from tests.safety.sides.screen_states import display_states
    from tests.safety.sides.test_screens import check_state

    return sum(check_state(pair, turns, is_mirrored=is_mirrored) for pair, turns, is_mirrored in display_states())


def proven(name: str, things: Iterable[object], prove: Callable[[object], object]) -> tuple[int, int]:
    """Run a proof over things and print how many hold; the first failure is named."""
    started, count, failed = time.monotonic(), 0, 0
    for thing in things:
        count += 1
        try:
            prove(thing)
        except AssertionError as error:
            failed += 1
            if failed == 1:
                print(f"  first failure: {thing}: {error}")
    print(f"{name}: {count - failed} of {count} hold ({time.monotonic() - started:.0f} s)", flush=True)
    return count, failed


def main() -> int:
    """Exit status 0 where every proof holds."""
    words = argparse.ArgumentParser(prog="python -m tests.safety.sides", description=__doc__)
    words.add_argument("--obliques", type=int, default=1000, help="random obliques (1000)")
    count = words.parse_args().obliques
    failed = 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name, things, prove in (
            ("DICOM series (info, measure, export; SimpleITK, highdicom)", cases(), lambda c: prove_series(c, folder)),
            ("NIfTI volumes (info, measure; nibabel, SimpleITK)", axis_volumes(), lambda v: check_volume(v, folder)),
            (
                "random obliques (info, measure)",
                itertools.islice(obliques(count), count),
                lambda o: check_oblique(o, folder),
            ),
        ):
            failed += proven(name, things, prove)[1]
        print(f"display states: {prove_states(folder)} edges of 768 hold")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
