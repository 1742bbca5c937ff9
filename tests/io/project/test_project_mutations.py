"""Projects changed at random, with a checksum that fits or not: one sentence or a sound project, nothing else."""

import json
import random
from dataclasses import replace
from typing import Any

import pytest

from tests.io.project.project_samples import lumbar_study
from tests.io.project.test_project_damage import refused_or_same
from tests.io.project.test_project_round_trip import resealed
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Crop, Layer, Midline, ReadingCodes, SliceLevel, Statement, VertebraMark
from viewer.core.geometry import Spacing
from viewer.core.grey import Window
from viewer.core.outline import Side
from viewer.core.view import View
from viewer.errors import ProjectError
from viewer.io.project import PlaceHint, ProjectFile, decode_project, encode_project, project_of
from viewer.measure.measuring import MeasureSettings, measure

STRANGE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**53, 10**17, 0.5, -0.0, 1e300, 5e-324, "", "right", "\ud800", "../..", "1.2.3"),
    *([], {}, [[]], [{}], {"id": 1}, [None], [0, 0], "sha256:" + 32 * "f", 40 * "x"),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> ProjectFile:
    """Project in which every part is filled."""
    study, document = lumbar_study(tmp_path_factory.mktemp("mutations") / "study")
    key, series = study.series[0].slices[0].key, study.series[0].series_uid
    stated = Statement("radiological", Spacing(0.8, 0.7))
    document = document.with_midline(Midline(key, ((1.0, 2.0), (3.0, 4.0)))).with_statement(series, stated)
    document = document.with_crop(Crop(key, left=1, top=2, right=30, bottom=40))
    document = replace(
        document,
        layer="R1",
        layers=(Layer("R2", ReadingCodes("S", "R2", 2), document.outlines[:1]), Layer("R3", is_answer=True)),
        levels=(SliceLevel(key, "L4/5"),),
        vertebrae=(VertebraMark(study.series[0].frame_of_reference_uid, "L5", (1.0, 2.0, 3.0)),),
        pairing=Pairing(PairedBlock(series), PairedBlock(series), 3, treated=Side.LEFT, procedure_day=30),
    )
    measurement = measure(document, study.series, MeasureSettings())
    view = View(series=1, slice_number=2, windows=((series, Window(500.0, 900.0)),))
    made = project_of(document, study, view=view, measurement=measurement, place=PlaceHint(1, 2))
    return decode_project(encode_project(made))


def places_in(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Ways to every value inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for name, item in inside for place in ((*way, name), *places_in(item, (*way, name)))]


def changed(payload: Any, rng: random.Random) -> Any:
    """Copy of a payload with one value exchanged, removed, repeated or added."""
    copy = json.loads(json.dumps(payload))
    *way, last = rng.choice(places_in(copy))
    place = copy
    for part in way:
        place = place[part]
    match rng.randrange(4):
        case 0:
            del place[last]
        case 1 if isinstance(place, list):
            place.insert(last, rng.choice((*STRANGE, place[last])))
        case 1:
            place[rng.choice(("planned", "id", "frame", ""))] = rng.choice(STRANGE)
        case _:
            place[last] = rng.choice(STRANGE)
    return copy


@pytest.mark.parametrize("count", [300, pytest.param(2000, marks=pytest.mark.slow)])
def test_wrong_structure_under_a_fitting_checksum(whole: ProjectFile, count: int) -> None:
    rng, document = random.Random(5), json.loads(encode_project(whole))
    opened = 0
    for _ in range(count):
        data = resealed({**document, "payload": changed(document["payload"], rng)})
        try:
            found = decode_project(data)
        except ProjectError as e:
            assert str(e).endswith(".")
            continue
        opened += 1
        assert decode_project(encode_project(found)) == found
    assert 0.02 * count < opened < 0.8 * count  # some changes are harmless, and most are not


def test_the_sample_fills_every_part(whole: ProjectFile) -> None:
    payload = json.loads(encode_project(whole))["payload"]
    empty = [name for name, value in payload.items() if value in (None, [], {})]
    assert empty == ["figures", "slices"]  # each has a test of its own
    assert whole.document.codes == ReadingCodes()


@pytest.mark.slow
def test_ten_thousand_bit_flips(whole: ProjectFile) -> None:
    rng, data = random.Random(17), encode_project(whole)
    for _ in range(10_000):
        mutated = bytearray(data)
        for _ in range(rng.choice((1, 1, 1, 2, 5))):
            mutated[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        refused_or_same(bytes(mutated), whole)
    for length in range(0, len(data) - 1, 3):
        with pytest.raises(ProjectError):
            decode_project(data[:length])
