"""Exported fat maps: the numbers' own map in the place of the slice, with how it came about, and nothing else."""

import json
from dataclasses import replace

import nibabel as nib
import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.core.document import Document
from viewer.core.outline import Side
from viewer.core.series import Identity, Study
from viewer.errors import OutlineError, OutputError, UsageError
from viewer.io.exporters import Export, check_suffix, find_exporter
from viewer.io.exporters.fat_map import sidecar_of
from viewer.measure.measuring import MeasureSettings, measure

UID = "1.2.840.113619.2.5.1762583153"


def block(z=(0.0, 4.0, 8.0), **facts):
    """Axial slices of 100, fat of 300 in columns 20 to 39."""
    pixels = np.full((60, 70), 100, dtype=np.int16)
    pixels[:, 20:40] = 300
    known = [{} if at is None else {"position": (-20.0, 5.0, at)} for at in z]
    made = (image(pixels, uid=f"{UID}.{n}", **{**place, **facts}) for n, place in enumerate(known))
    return series(*made, uid=UID)


def outlined(*slices):
    return Document(
        tuple(
            box(left, 10, left + 20, 40, side=side, uid=f"{UID}.{n}")
            for n in slices
            for left, side in ((10, Side.RIGHT), (45, Side.LEFT))
        ),
        method="manual",
        threshold=200.0,
    )


def exported(path, document, *blocks, **settings):
    study = Study(series=blocks)
    measured = measure(document, blocks, MeasureSettings("manual", 200.0))
    find_exporter("fat-map").write(path, Export(study, document, measured))
    return nib.load(path), json.loads(sidecar_of(path).read_text("ascii"))


def test_one_slice_is_written_in_its_place(tmp_path):
    found, told = exported(tmp_path / "a.nii.gz", outlined(1), block(slice_thickness_mm=4.5))
    values = np.asarray(found.dataobj)
    assert values.shape == (70, 60, 1)
    assert values[19:21, 15, 0].tolist() == [0.0, 100.0]
    assert np.isnan(values[9, 15, 0]) and np.isnan(values[50, 41, 0]) and values[50, 40, 0] == 0.0
    # columns 10 to 30 and 45 to 65, rows 10 to 40, ends included where they are touched
    assert np.isfinite(values).sum() == 2 * 21 * 31
    assert found.header.get_zooms() == pytest.approx((0.5, 0.7, 4.5))
    assert (found.affine @ [2, 1, 0, 1])[:3] == pytest.approx((20.0 - 2 * 0.5, -5.0 - 0.7, 4.0))
    assert b"manual" in found.header["descrip"].item()
    assert [one["fat_fraction_percent"] for one in told["slices"][0]["outlines"]] == pytest.approx([52.5, 0.0])
    assert told["unit"] == "%" and told["has_place_in_patient"] is True
    assert [row["fat_fraction_percent"] for row in told["measurement"]["rows"]] == pytest.approx([52.5, 0.0])
    assert told["measurement"]["method"]["parameters"]["threshold"] == 200.0


def test_slices_make_a_volume_with_those_between_them(tmp_path):
    found, told = exported(tmp_path / "a.nii", outlined(0, 2), block(z=(8.0, 4.0, 0.0)))
    values = np.asarray(found.dataobj)
    assert values.shape == (70, 60, 3)
    assert [int(np.isfinite(values[..., k]).sum()) for k in range(3)] == [1302, 0, 1302]
    assert (found.affine @ [0, 0, 2, 1])[:3] == pytest.approx((20.0, -5.0, 0.0))
    assert [len(one["outlines"]) for one in told["slices"]] == [2, 0, 2]


def test_without_orientation_no_place_is_made_up(tmp_path):
    found, told = exported(
        tmp_path / "a.nii.gz",
        replace(outlined(1), outlines=tuple(o.with_side(Side.UNKNOWN) for o in outlined(1).outlines)),
        block(orientation=None, spacing=None, position=None),
    )
    assert (int(found.header["sform_code"]), int(found.header["qform_code"])) == (0, 0)
    assert told["voxel_size_mm"] is None and told["has_place_in_patient"] is False
    assert {one["side"] for one in told["slices"][0]["outlines"]} == {"unknown"}


def test_slices_at_uneven_steps_are_refused(tmp_path):
    with pytest.raises(UsageError, match="evenly"):
        exported(tmp_path / "a.nii", outlined(0, 2), block(z=(0.0, 4.0, 9.0)))
    assert not list(tmp_path.iterdir())


def test_two_series_are_refused(tmp_path):
    first, second = block(), replace(block(), number=2)
    other = tuple(replace(s, key=replace(s.key, uid=f"9.{s.key.uid}")) for s in second.slices)
    document = outlined(1)
    there = tuple(replace(o, slice_key=other[1].key) for o in document.outlines)
    with pytest.raises(UsageError, match="several series"):
        exported(
            tmp_path / "a.nii",
            replace(document, outlines=(*document.outlines, *there)),
            first,
            replace(second, slices=other),
        )


def test_nothing_to_map_is_refused(tmp_path):
    with pytest.raises(OutlineError, match="nothing to map|no number"):
        find_exporter("fat-map").write(tmp_path / "a.nii", Export(Study(series=(block(),)), outlined(1)))


def test_the_file_beside_it_takes_no_other_file_away(tmp_path):
    beside = tmp_path / "a.json"
    beside.write_text('{"mine": 1}')
    with pytest.raises(OutputError, match="another file"):
        exported(tmp_path / "a.nii.gz", outlined(1), block())
    assert beside.read_text() == '{"mine": 1}' and not (tmp_path / "a.nii.gz").exists()
    beside.unlink()
    first = exported(tmp_path / "a.nii.gz", outlined(1), block())[1]
    assert exported(tmp_path / "a.nii.gz", outlined(1), block())[1] == first, "its own is written again"


def test_a_map_without_the_file_that_explains_it_is_not_left_behind(tmp_path):
    (tmp_path / "a.json").mkdir()
    with pytest.raises(OutputError):
        exported(tmp_path / "a.nii.gz", outlined(1), block())
    assert not (tmp_path / "a.nii.gz").exists()


def test_nothing_of_the_input_is_written(tmp_path):
    who = Identity("Canary^Name", "CANARY-ID", "19500101", "20240302", f"{UID}.9")
    exported(tmp_path / "a.nii", outlined(1), replace(block(), description="CANARY TEXT", identity=who))
    for path in tmp_path.iterdir():
        data = path.read_bytes()
        assert not any(text in data for text in (b"CANARY", b"Canary", UID.encode(), b"19500101", b"2024", b"memory"))


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz", "B.NII.GZ"])
def test_extensions_of_maps(tmp_path, name):
    check_suffix(find_exporter("fat-map"), tmp_path / name)


@pytest.mark.parametrize("name", ["a.gz", "a.mfv", ".nii", "nii.gz", "a.nii.gz.json"])
def test_other_extensions_are_refused(tmp_path, name):
    with pytest.raises(UsageError, match=r"\.nii\.gz or \.nii"):
        check_suffix(find_exporter("fat-map"), tmp_path / name)
