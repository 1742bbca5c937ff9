"""What saving from the window never goes over: a zip with its images, and a project that somebody else changed."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.io.project.project_samples import lumbar_study
from viewer.app.projects import save
from viewer.app.projects.held import save_held
from viewer.app.projects.holding import Holder
from viewer.app.work import Work
from viewer.core.document import Document
from viewer.core.view import View
from viewer.errors import UsageError


@pytest.mark.parametrize("kind", ["case", "other", "cut short"])
def test_a_zip_is_not_saved_over(tmp_path: Path, kind: str) -> None:
    study, document = lumbar_study(tmp_path / "study")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("IM0", b"x" * 4000)
        if kind == "case":
            archive.writestr("project.mfv", b"{}")
    data = path.read_bytes()[: 2000 if kind == "cut short" else None]
    path.write_bytes(data)
    with pytest.raises(UsageError, match="save under another name"):
        save(path, study=study, document=document, home=tmp_path)
    assert path.read_bytes() == data


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
def test_a_changed_project_is_not_saved_over_by_another_name_of_it(
    tmp_path: Path, link: Callable[[Path, Path], None]
) -> None:
    study, document = lumbar_study(tmp_path / "study")
    path, name = tmp_path / "a.mfv", tmp_path / "b.mfv"
    file = save(path, study=study, document=document, home=tmp_path)
    save(path, study=study, document=Document(), home=tmp_path)  # by somebody else
    link(name, path)
    before = path.read_bytes()
    holder = Holder(lambda *_: None)
    try:
        done = save_held(name, Work(study, document, View(), None, path, file), holder)
    finally:
        holder.close()
    assert (done.conflict, done.file) == ("changed", None)
    assert path.read_bytes() == name.read_bytes() == before
