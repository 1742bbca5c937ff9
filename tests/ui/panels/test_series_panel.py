"""The list of series: what it says of each, what it hides, and what a click or Enter picks."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView

from tests.memory import SAGITTAL, box, image, series
from viewer.core.document import Document, Statement
from viewer.core.geometry import Spacing
from viewer.core.series import Identity, Study
from viewer.ui.panels.lists.row_model import Role
from viewer.ui.panels.lists.series_rows import Badge, Heading, SeriesRow, list_study, rows_of
from viewer.ui.panels.series_panel import EMPTY, SeriesPanel

VALUES = np.zeros((30, 40))
DOE = Identity("Doe^Jane", "A123456", "19700131", "20240517", "1.9")
ROE = Identity("Roe^Richard", "B654321", "19600101", "20230101", "1.8")


def block(number, *, identity=DOE, description="AX T2 TSE", slices=3, **more):
    made = series(
        *(image(VALUES, uid=f"{number}.{i}", **more) for i in range(slices)),
        number=number,
        uid=f"series {number}",
        description=description,
    )
    return replace(made, identity=identity)


def rows(study, document=None, *, current=0, hides_patient=False):
    return rows_of(list_study(study, hides_patient=hides_patient), document or Document(), current=current)


@pytest.fixture
def panel(qtbot):
    made = SeriesPanel()
    qtbot.addWidget(made)
    made.resize(260, 600)
    made.show()
    return made


def listed(panel):
    view = panel.findChild(QListView)
    return view, [view.model().index(i, 0) for i in range(view.model().rowCount())]


def test_a_row_tells_plane_slices_size_scale_and_weighting():
    [heading, row] = rows(Study((block(1),)))
    assert heading == Heading("Study 2024-05-17", 1)
    assert (row.title, row.kind, row.size, row.scale) == ("AX T2 TSE", "axial · 3 slices", "40 × 30", "0.5 × 0.7 mm")
    assert row.badges == (Badge("T2"),)


@pytest.mark.parametrize(
    ("description", "more", "badges"),
    [
        ("localizer", {"image_type": ("ORIGINAL", "PRIMARY", "LOCALIZER")}, ["localizer"]),
        ("t2_tse_fs_tra", {}, ["T2", "fat-suppressed"]),
        ("t2 fat sat tra", {}, ["T2", "fat-suppressed"]),
        ("AX Dixon fat", {}, ["water or fat"]),
        ("ax", {"image_type": ("DERIVED", "PRIMARY", "WATER")}, ["water or fat"]),
        ("ep2d_diff", {}, ["diffusion"]),
        ("T1 tra + C", {}, ["T1", "contrast"]),
        ("T2 sag", {"orientation": SAGITTAL}, ["T2"]),
    ],
)
def test_what_speaks_against_a_series_is_a_badge(description, more, badges):
    [_, row] = rows(Study((block(1, description=description, **more),)))
    assert [badge.text for badge in row.badges] == badges


def test_a_stated_spacing_is_named_as_stated():
    study = Study((block(1, spacing=None),))
    assert rows(study)[1].scale == "no scale"
    stated = Document().with_statement("series 1", Statement(spacing=Spacing(0.5, 0.5)))
    assert rows(study, stated)[1].scale == "0.5 mm stated"


def test_outlined_slices_are_counted_once_each():
    document = Document(outlines=(box(1, 1, 5, 5, uid="1.0"), box(6, 6, 9, 9, uid="1.0"), box(1, 1, 5, 5, uid="1.2")))
    [_, first, second] = rows(Study((block(1), block(2))), document, current=2)
    assert Badge("2 slices outlined", "made") in first.badges
    assert not any(badge.tone == "made" for badge in second.badges)
    assert second.spoken.endswith("on the screen") and not first.is_current


def test_patients_are_named_only_where_there_are_several():
    alone = rows(Study((block(1), block(2))))
    assert [row.text for row in alone if isinstance(row, Heading)] == ["Study 2024-05-17"]
    both = rows(Study((block(1), block(2, identity=ROE))))
    assert [row.text for row in both if isinstance(row, Heading)] == [
        "Doe, Jane · 2024-05-17",
        "Roe, Richard · 2023-01-01",
    ]


def test_hidden_patient_data_stand_nowhere():
    study = Study((block(1, description="T2 tra DOE_JANE"), block(2, identity=ROE)))
    hidden = rows(study, hides_patient=True)
    said = repr(hidden).casefold()
    for word in ("doe", "jane", "roe", "2024", "2023", "a123456"):
        assert word not in said
    assert [row.text for row in hidden if isinstance(row, Heading)] == ["Patient 1 · Study 1", "Patient 2 · Study 2"]
    assert "doe_jane" in repr(rows(study)).casefold()


def test_nothing_open_says_what_to_do(panel):
    panel.show_study(None, Document(), 0)
    assert EMPTY in [label.text() for label in panel.findChildren(type(panel._empty)) if label.isVisible()]


def test_a_click_and_enter_pick_a_series(panel, qtbot):
    panel.show_study(Study((block(1), block(2), block(3))), Document(), 1)
    view, indices = listed(panel)
    with qtbot.waitSignal(panel.picked) as picked:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(indices[2]).center())
    assert picked.args == [2]
    qtbot.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.picked) as picked:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert picked.args == [3]


def test_headings_are_not_picked(panel, qtbot):
    panel.show_study(Study((block(1),)), Document(), 1)
    view, indices = listed(panel)
    with qtbot.assertNotEmitted(panel.picked):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(indices[0]).center())


def test_only_rows_that_changed_are_painted_again(panel, qtbot):
    study = Study((block(1), block(2), block(3)))
    panel.show_study(study, Document(), 1)
    view, _ = listed(panel)
    changed, resets = [], []
    view.model().dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    view.model().modelReset.connect(lambda: resets.append(True))
    panel.show_study(study, Document(), 2)
    assert (changed, resets) == ([(1, 1), (2, 2)], [])
    panel.show_study(study, Document(outlines=(box(1, 1, 5, 5, uid="3.0"),)), 2)
    assert (changed[2:], resets) == ([(3, 3)], [])


def test_a_thumbnail_is_kept_until_another_study_is_shown(panel):
    study = Study((block(1), block(2)))
    panel.show_study(study, Document(), 1)
    grey = np.arange(48, dtype=np.uint8).reshape(6, 8)
    panel.set_thumbnail(2, grey)
    panel.set_thumbnail(1, None)
    _, indices = listed(panel)
    shown = indices[2].data(Role.THUMBNAIL)
    assert (shown.width(), shown.height()) == (8, 6)
    assert shown.pixelColor(5, 4).red() == grey[4, 5]
    assert indices[1].data(Role.THUMBNAIL) is None
    panel.show_study(Study((block(1), block(2))), Document(), 1)
    assert indices[2].model().index(2, 0).data(Role.THUMBNAIL) is None


def test_two_hundred_series_need_no_widget_each(panel):
    panel.show_study(Study(tuple(block(n, slices=1) for n in range(1, 201))), Document(), 150)
    view, indices = listed(panel)
    assert len(indices) == 201
    assert not view.viewport().children()
    current = next(
        index for index in indices if isinstance(index.data(Role.ROW), SeriesRow) and index.data(Role.ROW).number == 150
    )
    assert view.viewport().rect().intersects(view.visualRect(current))


def test_screen_readers_get_a_name_and_a_text_per_row(panel):
    panel.show_study(Study((block(1),)), Document(), 1)
    view, indices = listed(panel)
    assert view.accessibleName() == "Series"
    assert indices[1].data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Series 1: AX T2 TSE, axial · 3 slices, 40 × 30, 0.5 × 0.7 mm, T2, on the screen"
    )
    assert isinstance(indices[1].data(Role.ROW), SeriesRow)
    assert "0.5 mm across and 0.7 mm down" in indices[1].data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize("width", [200, 260, 600])
def test_nothing_is_ever_scrolled_sideways(panel, width):
    panel.resize(width, 400)
    panel.show_study(Study(tuple(block(n) for n in range(1, 12))), Document(), 1)
    view, _ = listed(panel)
    panel.grab()
    assert view.horizontalScrollBar().maximum() == 0
