"""A project on images that changed under the same identifiers: measured with a warning, refused where sides change."""

from tests.app.projects.test_changed_images import brighter, change, mirrored, saved
from tests.cli_runs import failed, measured


def test_changed_pixels_are_a_warning(tmp_path, capsys):
    path, file = saved(tmp_path)
    assert not any("since the project was saved" in text for text in measured(capsys, path)["warnings"])
    change(file, brighter)
    [told] = [text for text in measured(capsys, path)["warnings"] if "since the project was saved" in text]
    assert told.startswith("The pixels of an outlined image (series 1, slice 2) have changed")


def test_a_mirrored_image_is_refused(tmp_path, capsys):
    path, file = saved(tmp_path)
    for other in file.parent.iterdir():
        change(other, mirrored)
    told = failed(capsys, 4, "measure", path, "--json")
    assert "right and left would be exchanged" in told
