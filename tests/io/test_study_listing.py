"""Listings of an opened study: the keys scripts rely on, and text that names no patient."""

import json
import math
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.grey import ValueMapping
from viewer.core.series import Acquisition, Identity, Series, Skipped, Slice, SliceKey, Study
from viewer.io.tables import info_json, info_text

CANARY = "Canary^Zwölf"


class Nothing:
    def read(self) -> NDArray[np.generic]:
        raise AssertionError("a listing reads no pixels")


def series(number: int, *, tilt: float = 0.0, count: int = 3, known: bool = True, **changed: Any) -> Series:
    slices = []
    angle = math.radians(tilt)
    for k in range(count):
        geometry = PlaneGeometry()
        if known:
            geometry = PlaneGeometry(
                orientation=Orientation((1.0, 0.0, 0.0), (0.0, math.cos(angle), math.sin(angle))),
                spacing=Spacing(row_mm=0.7, column_mm=0.5),
                position_mm=(-80.0, -90.0 - 4.0 * k * math.sin(angle), 10.0 + 4.0 * k * math.cos(angle)),
            )
        slices.append(
            Slice(
                key=SliceKey(f"1.2.{number}.{k}"),
                file=f"study/IM{number}{k}",
                rows=320,
                columns=256,
                geometry=geometry,
                mapping=ValueMapping(),
                reader=Nothing(),
                acquisition=Acquisition(),
            )
        )
    values: dict[str, Any] = {
        "number": number,
        "series_uid": f"1.2.{number}",
        "series_number": 4,
        "description": "t2_tse_tra",
        "modality": "MR",
        "transfer_syntax": "1.2.840.10008.1.2.1",
        "slices": tuple(slices),
        "identity": Identity(patient_name=CANARY, patient_id="P-77", study_uid="9.9"),
    }
    return Series(**{**values, **changed})


EVERYONE = "There are images of 2 patients here."
CT = "It is no MR but CT."
COLOUR = "/cd/Series 1/IM20 is in colour; its luminance is shown and measured."
"""As a file under a folder whose name speaks of another series."""

STUDY = Study(
    series=(
        series(1, tilt=-12.5),
        series(
            2,
            known=False,
            count=1,
            source_kind="picture",
            series_number=None,
            modality="",
            description="",
            warnings=(COLOUR,),
        ),
        series(3, identity=Identity(patient_id="P-78", study_uid="9.10"), warnings=(CT,)),
    ),
    skipped=(Skipped("study/notes.txt", "not an image"),),
    warnings=(EVERYONE,),
)


def test_info_json_keys() -> None:
    found = json.loads(info_json(STUDY))
    assert list(found) == ["series", "skipped"]
    assert list(found["series"][0]) == [
        "number",
        "series_number",
        "series_uid",
        "description",
        "modality",
        "plane",
        "transfer_syntax",
        "slices",
        "warnings",
    ]
    image = found["series"][0]["slices"][1]
    assert list(image) == [
        "slice",
        "sop_instance_uid",
        "frame",
        "file",
        "rows",
        "columns",
        "spacing_mm",
        "edges",
        "position_mm",
    ]
    assert image["spacing_mm"] == [0.7, 0.5]
    assert image["edges"] == {"top": "AH", "right": "L", "bottom": "PF", "left": "R"}
    assert image["position_mm"] == pytest.approx(
        [-80, -90 + 4 * math.sin(math.radians(12.5)), 10 + 4 * math.cos(math.radians(12.5))]
    )
    assert (image["slice"], image["frame"], image["rows"], image["columns"]) == (2, 1, 320, 256)
    unknown = found["series"][1]
    assert (unknown["plane"], unknown["series_number"]) == ("unknown", None)
    assert (unknown["slices"][0]["spacing_mm"], unknown["slices"][0]["edges"]) == (None, None)
    assert unknown["slices"][0]["position_mm"] is None
    assert found["skipped"] == [{"file": "study/notes.txt", "reason": "not an image"}]


def test_every_warning_stands_with_its_series() -> None:
    found = json.loads(info_json(STUDY))["series"]
    assert [block["warnings"] for block in found] == [[EVERYONE], [EVERYONE, COLOUR], [EVERYONE, CT]]


def test_thousands_of_warned_series_are_listed_at_once() -> None:
    blocks = tuple(series(n, count=1, warnings=(f"f{n} is in colour.",)) for n in range(1, 2001))
    started = time.process_time()
    found = json.loads(info_json(Study(series=blocks)))["series"]
    assert time.process_time() - started < 2.0  # 0.05 s; comparing every sentence with every file took minutes
    assert [block["warnings"] for block in found] == [[f"f{n} is in colour."] for n in range(1, 2001)]


def test_info_text_is_clear_and_names_no_patient() -> None:
    text = info_text(STUDY)
    assert max(map(len, text.splitlines())) <= 100
    assert "Patient 1, study 1: 1 series, 3 slices" in text
    assert "Patient 2, study 1: 1 series, 3 slices" in text
    assert "Series 1 · axial · 3 slices · 256 × 320 px · 0.7 × 0.5 mm (row × column)" in text
    assert "t2_tse_tra, MR, DICOM series number 4" in text
    assert "edges: top AH, right L, bottom PF, left R; normal tilted 12.5° from the head–foot axis" in text
    assert "slices 4 mm apart, from z = 10.0 to 17.8 mm (LPS)" in text
    assert "Series 2 · unknown · 1 slice · 256 × 320 px · pixel spacing unknown" in text
    assert "study/IM20" in text
    assert "right and left unknown" in text
    assert "study/notes.txt: not an image" in text
    lines = text.splitlines()
    assert f"  • {EVERYONE}" in lines
    assert lines.index(f"      Warning: {CT}") > next(i for i, line in enumerate(lines) if "Series 3" in line)
    assert f"      Warning: {COLOUR}" in lines
    for name in (CANARY, "Canary", "P-77", "P-78"):
        assert name not in text


def test_info_text_shows_no_terminal_codes_and_shortens_a_long_list() -> None:
    odd = series(1, description="t2\x1b[2J\r\nx\u202ey")
    study = Study(series=(odd,), skipped=tuple(Skipped(f"f{i}", "no\x07 image") for i in range(25)))
    text = info_text(study)
    assert not any(c in text for c in "\x1b\r\u202e\x07")
    assert "25 files: no\N{REPLACEMENT CHARACTER} image" in text
    assert "f7" in text
    assert "f8" not in text
    assert "… and 17 more" in text
    assert info_json(study).isascii()


def test_info_of_nothing() -> None:
    assert info_text(Study(series=())) == ""
    assert json.loads(info_json(Study(series=()))) == {"series": [], "skipped": []}


def test_info_text_says_which_slices_lie_at_which_level() -> None:
    levels = ("L5/S1", "L5/S1", None, "L4/5")
    slices = tuple(
        replace(image, acquisition=Acquisition(level=level))
        for image, level in zip(series(1, count=4).slices, levels, strict=True)
    )
    assert "levels: L5/S1 1–2 · L4/5 4" in info_text(Study(series=(series(1, slices=slices),)))
    assert "levels" not in info_text(Study(series=(series(1),)))
