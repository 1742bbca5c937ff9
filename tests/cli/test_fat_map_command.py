"""The fat map from the command line: the mean of its pixels belongs to the printed number."""

import json

import nibabel as nib
import numpy as np
import pytest

from tests.cli_runs import failed, measured, on_slice, ran


def test_a_map_of_a_slice(study, tmp_path, capsys):
    path = tmp_path / "map.nii.gz"
    said = ran(capsys, "export", study, *on_slice(), "--method", "otsu-shared", "--to", "fat-map", "-o", path)
    assert said == f"Wrote {path}.\n"
    rows = {row["side"]: row for row in measured(capsys, study, *on_slice(), "--method", "otsu-shared")["rows"]}
    image = nib.load(path)
    values = np.asarray(image.dataobj)[:, :, 0]
    told = json.loads((tmp_path / "map.json").read_text())
    x = np.arange(values.shape[0])[:, np.newaxis]
    for side, is_there in (("right", x < 70), ("left", x >= 70)):
        percent = rows[side]["fat_fraction_percent"]
        inside = values[is_there & np.isfinite(values)]
        assert set(inside.tolist()) <= {0.0, 100.0}
        assert inside.mean() == pytest.approx(percent, abs=2.0), "pixels of the border count wholly here"
        [one] = [one for one in told["slices"][0]["outlines"] if one["side"] == side]
        assert one["map_mean_percent"] == pytest.approx(percent)
    assert "otsu-shared" in image.header["descrip"].item().decode()
    again = path.read_bytes()
    ran(capsys, "export", study, *on_slice(), "--method", "otsu-shared", "--to", "fat-map", "-o", path)
    assert path.read_bytes() == again


def test_another_extension_is_told_before_anything_is_read(tmp_path, capsys):
    assert ".nii.gz or .nii" in failed(
        capsys, 2, "export", tmp_path / "none", "--to", "fat-map", "-o", tmp_path / "a.png"
    )
