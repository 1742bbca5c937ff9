"""The list of outlines: what was drawn, under its slice; what is shown, changed and deleted from there."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QListView

from tests.memory import box, image, series
from viewer.core.document import Document, Statement
from viewer.core.geometry import Spacing
from viewer.core.outline import Side, Structure
from viewer.core.series import SliceKey, Study
from viewer.ui import theme
from viewer.ui.panels.line_sample import line_pen
from viewer.ui.panels.lists.outline_rows import CROSSES, ELSEWHERE, OutlineRow, SliceHeading, outline_rows
from viewer.ui.panels.lists.row_model import Role
from viewer.ui.panels.outline_list import EMPTY, OutlineList
from viewer.ui.panels.side_panels import LEFT_UNITS
from viewer.ui.panels.typography import font

VALUES = np.zeros((100, 120))
SLICES = tuple(image(VALUES, uid=f"1.{n}", level="L4/5" if n == 1 else None) for n in range(3))
STUDY = Study((series(*SLICES),))
RIGHT = box(10, 10, 60, 50, uid="1.1", side=Side.RIGHT)
LEFT = box(70, 10, 110, 50, uid="1.1", side=Side.LEFT)
HERE = SliceKey("1.1")


@pytest.fixture
def outlines(qtbot):
    made = OutlineList()
    qtbot.addWidget(made)
    made.resize(320, 300)
    made.show()
    return made


def rows_in(panel):
    view = panel.findChild(QListView)
    return view, [view.model().index(i, 0) for i in range(view.model().rowCount())]


def test_outlines_stand_under_their_slice_right_before_left():
    later = box(1, 1, 5, 5, uid="1.2", side=Side.LEFT)
    found = outline_rows(STUDY, Document(outlines=(later, LEFT, RIGHT)), here=HERE)
    assert found[0] == SliceHeading("Slice 2 · L4/5", is_here=True)
    assert [(row.index, row.title, row.area) for row in found[1:3]] == [
        (2, "Right multifidus", "700 mm²"),
        (1, "Left multifidus", "560 mm²"),
    ]
    assert found[3] == SliceHeading("Slice 3", is_here=False)
    assert found[4].index == 0 and not found[4].is_here


def test_sides_that_are_unknown_have_numbers_per_structure():
    drawn = (
        box(1, 1, 5, 5, uid="1.0"),
        box(6, 6, 9, 9, uid="1.0", structure=Structure.PSOAS),
        box(10, 1, 15, 5, uid="1.0"),
    )
    titles = [row.title for row in outline_rows(STUDY, Document(outlines=drawn), here=None)]
    assert titles == ["Slice 1", "Multifidus 1", "Multifidus 2", "Psoas 1"]


def test_a_reference_has_no_number_where_it_is_the_only_one():
    one, other = (box(x, 10, x + 20, 50, uid="1.1", structure=Structure.REFERENCE_FAT) for x in (10, 40))
    for outlines, titles in (((one,), ["Reference fat"]), ((one, other), ["Reference fat 1", "Reference fat 2"])):
        found = outline_rows(STUDY, Document(outlines=outlines), here=HERE)
        assert [row.title for row in found if isinstance(row, OutlineRow)] == titles


def test_areas_are_pixels_until_a_scale_is_stated():
    unscaled = Study((series(image(VALUES, uid="1.1", spacing=None)),))
    document = Document(outlines=(RIGHT,))
    assert outline_rows(unscaled, document, here=None)[1].area == "2000 px"
    stated = replace(document, statement=Statement(spacing=Spacing(1.0, 1.0)))
    assert outline_rows(unscaled, stated, here=None)[1].area == "2000 mm²"


def test_series_are_named_where_several_are_outlined():
    other = series(image(VALUES, uid="2.1"), number=2, uid="other")
    drawn = Document(outlines=(RIGHT, replace(RIGHT, slice_key=SliceKey("2.1"))))
    headings = [row.title for row in outline_rows(Study((*STUDY.series, other)), drawn, here=None)][::2]
    assert headings == ["Series 1 · Slice 2 · L4/5", "Series 2 · Slice 1"]


def test_outlines_of_images_that_are_not_open_are_not_lost():
    lost = replace(RIGHT, slice_key=SliceKey("gone"))
    found = outline_rows(STUDY, Document(outlines=(lost,)), here=HERE)
    assert [row.title for row in found] == [ELSEWHERE, "Right multifidus"]


def test_an_empty_list_says_so(outlines):
    outlines.show_outlines(STUDY, Document(), HERE)
    assert not outlines.findChild(QListView).isVisible()
    assert outlines._empty.isVisible() and outlines._empty.text() == EMPTY


def test_click_enter_and_delete_name_the_outline(outlines, qtbot):
    outlines.show_outlines(STUDY, Document(outlines=(LEFT, RIGHT)), HERE)
    view, indices = rows_in(outlines)
    where = view.visualRect(indices[1]).center()
    with qtbot.waitSignal(outlines.picked) as picked:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert picked.args == [1]
    qtbot.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(outlines.picked) as picked:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert picked.args == [0]
    outlines.activateWindow()
    view.setFocus()
    with qtbot.waitSignal(outlines.delete_requested) as deleted:
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert deleted.args == [0]


def test_the_menu_changes_what_is_enclosed_but_never_the_side(outlines, qtbot):
    outlines.show_outlines(STUDY, Document(outlines=(LEFT, RIGHT)), HERE)
    menu = outlines.menu_for(1)
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts == ["Show this slice", "It encloses", "It follows", "Delete outline"]
    structures = {action.text(): action for action in menu.actions()[1].menu().actions()}
    assert [name for name, action in structures.items() if action.isChecked()] == ["Multifidus"]
    with qtbot.assertNotEmitted(outlines.structure_changed):
        structures["Multifidus"].trigger()
    with qtbot.waitSignal(outlines.structure_changed) as changed:
        structures["Psoas"].trigger()
    assert changed.args == [1, Structure.PSOAS]
    with qtbot.waitSignal(outlines.delete_requested) as deleted:
        menu.actions()[-1].trigger()
    assert deleted.args == [1]
    assert outlines.menu_for(7) is None
    menu.close()


def test_moving_a_vertex_tells_one_row(outlines):
    outlines.show_outlines(STUDY, Document(outlines=(LEFT, RIGHT)), HERE)
    view, _ = rows_in(outlines)
    told, resets = [], []
    view.model().dataChanged.connect(lambda first, last: told.append(first.row()))
    view.model().modelReset.connect(lambda: resets.append(True))
    wider = box(10, 10, 64, 50, uid="1.1", side=Side.RIGHT)
    outlines.show_outlines(STUDY, Document(outlines=(LEFT, wider)), HERE)
    assert (told, resets) == ([1], [])


def test_rows_are_read_aloud_whole(outlines):
    outlines.show_outlines(STUDY, Document(outlines=(RIGHT,)), HERE)
    _, indices = rows_in(outlines)
    spoken = [index.data(Qt.ItemDataRole.AccessibleTextRole) for index in indices]
    assert spoken == ["Slice 2 · L4/5, on the screen", "Right multifidus, 700 mm², Slice 2 · L4/5"]
    assert isinstance(indices[1].data(Qt.ItemDataRole.UserRole), OutlineRow)
    assert not outlines.grab().isNull()


def test_an_outline_that_crosses_itself_has_no_area_in_the_list():
    bow_tie = replace(RIGHT, rings=(((10.0, 10.0), (60.0, 50.0), (60.0, 10.0), (10.0, 40.0)),))
    found = outline_rows(STUDY, Document(outlines=(bow_tie, LEFT)), here=HERE)
    assert [row.area for row in found[1:]] == [CROSSES, "560 mm²"]


@pytest.mark.parametrize("area", ["1122 mm²", CROSSES])
def test_a_multifidus_is_named_whole_at_the_usual_width(qtbot, area):
    """Four digits are usual for a muscle with much fat."""
    inner = round((LEFT_UNITS - 1.8) * theme.unit()) - 26 - 2
    words = QFontMetricsF(font()).horizontalAdvance("Right multifidus") + QFontMetricsF(font()).horizontalAdvance(area)
    assert words + 1.05 * theme.unit() <= inner


def test_areas_go_with_the_numbers(outlines):
    crossed = replace(RIGHT, rings=(((10.0, 10.0), (60.0, 50.0), (60.0, 10.0), (10.0, 50.0)),))
    document = Document(outlines=(crossed, LEFT))
    outlines.show_outlines(STUDY, document, HERE, hides_numbers=True)
    _, found = rows_in(outlines)
    rows = [index.data(Role.ROW) for index in found][1:]
    assert [row.area for row in rows] == [CROSSES, ""]
    assert not any("mm²" in text for row in rows for text in (row.spoken, row.tooltip))
    outlines.show_outlines(STUDY, document, HERE)
    assert [index.data(Role.ROW).area for index in rows_in(outlines)[1][1:]] == [CROSSES, "560 mm²"]


def test_two_of_one_side_have_the_numbers_of_their_results():
    second = replace(LEFT, rings=box(70, 55, 110, 80).rings)
    titles = [row.title for row in outline_rows(STUDY, Document(outlines=(second, LEFT, RIGHT)), here=HERE)[1:]]
    assert titles == ["Right multifidus", "Left multifidus 2", "Left multifidus 3"]


def test_a_line_beside_a_name_has_the_colour_of_the_outline_on_the_image():
    for structure in Structure:
        outline = replace(RIGHT, structure=structure)
        assert line_pen(Side.RIGHT, structure=structure).color().name() == theme.outline_colour(outline)
