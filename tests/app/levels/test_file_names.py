"""Names offered for files tell the levels, and nobody."""

from dataclasses import replace

import pytest

from tests.app.levels.scene import axial
from tests.memory import box
from viewer.app.levels.file_names import numbers_name, project_name, stem_with_levels
from viewer.core.document import Document
from viewer.core.series import Identity, Study


@pytest.mark.parametrize(
    ("levels", "stem"),
    [
        (["L4/5"], "n-L4-5"), (["L5/S1", "L4/5", "L4/5"], "n-L4-5-L5-S1"), (["L4"], "n-L4"), ([None], "n"),
        (["L4/5", None], "n"), (["L1/2", "L2/3", "L3/4", "L4/5"], "n"), ([], "n"), (["Doe"], "n"),
    ],
)  # fmt: skip
def test_levels_in_a_name(levels, stem):
    assert stem_with_levels("n", levels) == stem


def test_the_name_of_a_table_has_the_levels_of_what_is_outlined():
    block = axial((0.0, 4.0, 8.0), level="L3/4")
    keys = [one.key for one in block.slices]
    outlines = tuple(box(20, 20, 40, 40, uid=key.uid) for key in keys[:2])
    document = Document(outlines=outlines).with_typed_level(keys[0], "L4/5")
    assert numbers_name(document, Study(series=(block,))) == "multifidus-numbers-L3-4-L4-5.xlsx"
    assert numbers_name(Document(), Study(series=(block,))) == "multifidus-numbers.xlsx"
    assert project_name(document, Study(series=(block,))) == "multifidus-L3-4-L4-5.mfv"
    assert project_name(Document(), Study(series=(block,))) == "multifidus.mfv"


def test_the_name_of_a_project_tells_nobody_and_no_folder():
    block = axial((0.0,), level="../Doe^Jane")
    key = block.slices[0].key
    named = replace(block, identity=Identity(patient_name="Doe^Jane"), description="Doe")
    document = Document(outlines=(box(20, 20, 40, 40, uid=key.uid),))
    assert project_name(document, Study(series=(named,))) == "multifidus.mfv"
    assert project_name(document.with_typed_level(key, "L5/S1"), Study(series=(named,))) == "multifidus-L5-S1.mfv"
