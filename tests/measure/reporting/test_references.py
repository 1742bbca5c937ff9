"""References in words: which tissue, and who found it."""

import pytest

from viewer.core.outline import Structure
from viewer.measure.anchored.scale import Gain, Reference, SliceScale
from viewer.measure.reporting.references import references_text

FAT = Reference(Structure.REFERENCE_FAT, "subcutaneous fat", is_automatic=True, rings_px=(), area_px=500.0)
PSOAS = Reference(Structure.REFERENCE_MUSCLE, "psoas", is_automatic=True, rings_px=(), area_px=300.0)
DRAWN = Reference(Structure.REFERENCE_MUSCLE, "outlined", is_automatic=False, rings_px=(), area_px=200.0)


def scale(*references: Reference) -> SliceScale:
    return SliceScale(200.0, 900.0, Gain((0.0, 0.0), (1.0, 1.0)), references, noise_sd=5.0)


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        ((FAT, PSOAS), "fat: subcutaneous fat (found automatically); muscle: psoas (found automatically)"),
        ((FAT, DRAWN), "fat: subcutaneous fat (found automatically); muscle: outlined by the reader"),
        ((PSOAS, DRAWN), "fat: none; muscle: psoas (found automatically) and outlined by the reader"),
        ((), "fat: none; muscle: none"),
    ],
)
def test_references_in_words(references: tuple[Reference, ...], expected: str) -> None:
    assert references_text(scale(*references)) == expected
