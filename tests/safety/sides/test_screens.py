"""192 display states × 4 edges: the letters are right; no turn or mirror of the view changes a number or a file."""

import csv
import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.cli_runs import on_slice
from tests.lumbar import circle, write_study
from tests.memory import image, series
from tests.safety.sides.asked import asked
from tests.safety.sides.screen_states import STATES, directions_at_edges, display_states
from tests.safety.sides.space import AXIS_PAIRS, any_rotation, check_letters, has_sides, turned
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.document import Document
from viewer.core.geometry import Orientation, PlaneGeometry
from viewer.core.history import Place
from viewer.core.outline import Outline, Side
from viewer.core.series import Study
from viewer.core.view import Viewport
from viewer.io.opening import open_study

EDGES = ("top", "right", "bottom", "left")


def check_state(pair, turns: int, *, is_mirrored: bool, aspect: float = 1.4) -> int:
    """Number of edges whose letters were checked."""
    port = Viewport(600.0, 500.0, columns=30, rows=20, aspect=aspect, turns=turns, is_mirrored=is_mirrored)
    found = port.edge_letters(PlaneGeometry(Orientation(*pair)))
    for edge, direction in directions_at_edges(pair, turns, is_mirrored=is_mirrored).items():
        check_letters(found[edge], direction)
    return len(found)


def test_192_states_have_the_right_letters_at_all_edges():
    assert sum(check_state(pair, turns, is_mirrored=m) for pair, turns, m in display_states()) == 768


def test_oblique_states_have_too():
    random = np.random.default_rng(3)
    for n in range(100):
        pair = turned(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), any_rotation(random))
        turns, is_mirrored = STATES[n % 8]
        assert check_state(pair, turns, is_mirrored=is_mirrored) == 4


def shown_on_canvas(qtbot):
    """Session and the canvas that shows it."""
    from viewer.ui.canvas.canvas import ImageCanvas

    session = Session(load_slice)
    canvas = ImageCanvas(session)
    qtbot.addWidget(canvas)
    canvas.resize(480, 400)
    canvas.show()
    session.subscribe(lambda _, now: canvas.refresh(now))
    return session, canvas


def test_the_corner_where_the_light_is_moves_with_the_letters(qtbot):
    """The canvas itself, 8 states: what it writes at its edges, and where it shows a mark in the patient's back."""
    from viewer.ui.canvas import annotations

    values = np.full((60, 60), 200, np.int16)
    values[40:58, 40:58] = 3000  # towards the patient's left and back as stored
    session, canvas = shown_on_canvas(qtbot)
    session.open(Study(series=(series(image(values, spacing=None)),)), Place(1, 1))
    pair = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
    written: dict[str, str] = {}

    def note(painter, text, at, colour, *rest, **more):
        if text in set("RLAPHF"):
            middle_x, middle_y = canvas.width() / 2, canvas.height() / 2
            across, down = at.x() - middle_x, at.y() - middle_y
            edge = ("right" if across > 0 else "left") if abs(across) > abs(down) else ("bottom" if down > 0 else "top")
            written[edge] = text

    for turns, is_mirrored in STATES:
        session.change(view=replace(session.now.view, turns=turns, is_mirrored=is_mirrored))
        with pytest.MonkeyPatch.context() as patch:
            written.clear()
            patch.setattr(annotations, "cased_text", note)
            canvas.grab()
        expected = directions_at_edges(pair, turns, is_mirrored=is_mirrored)
        assert set(written) == set(EDGES)
        for edge in EDGES:
            check_letters(written[edge], expected[edge])
        painted = canvas.grab().toImage()
        by_letter = {letter: edge for edge, letter in written.items()}
        towards = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}
        step = np.add(towards[by_letter["L"]], towards[by_letter["P"]])
        place = np.array([canvas.width() / 2, canvas.height() / 2]) + step * 0.3 * canvas.height()
        other = np.array([canvas.width() / 2, canvas.height() / 2]) - step * 0.3 * canvas.height()
        grey = [painted.pixelColor(round(p[0]), round(p[1])).lightness() for p in (place, other)]
        assert grey[0] > grey[1] + 50, (turns, is_mirrored, grey)


@pytest.fixture
def outlined(tmp_path):
    """A session on a study with both sides outlined."""
    study = open_study([write_study(tmp_path / "study")])
    key = study.series[0].slices[1].key
    session = Session(load_slice)
    session.open(study, Place(1, 2))
    both = tuple(Outline.from_points(circle(s), slice_key=key, side=Side(s)) for s in ("right", "left"))
    session.edit("draw", Document(both))
    return session


def written_files(session: Session, folder) -> dict[str, bytes]:
    """Project, table and fat map as they are saved for what is on the screen."""
    from viewer.io.exporters import Export, find_exporter
    from viewer.io.tables import measurement_csv
    from viewer.measure.measuring import MeasureSettings, measure

    now = session.now
    measurement = measure(now.document, now.study.series, MeasureSettings())
    folder.mkdir()
    for name, file in (("project", "work.mfv"), ("fat-map", "map.nii")):
        find_exporter(name).write(folder / file, Export(now.study, now.document, measurement, view=now.view))
    (folder / "rows.csv").write_text(measurement_csv(measurement))
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_no_turn_or_mirror_of_the_view_changes_a_number_a_name_or_a_file(outlined, tmp_path):
    plain = written_files(outlined, tmp_path / "plain")
    assert set(plain) == {"work.mfv", "map.nii", "map.json", "rows.csv"}
    rows = csv.DictReader(io.StringIO(plain["rows.csv"].decode("utf-8-sig")))
    assert [row["side"] for row in rows] == ["right", "left"]
    for n, (turns, is_mirrored) in enumerate(STATES[1::2]):
        outlined.change(view=replace(outlined.now.view, turns=turns, is_mirrored=is_mirrored))
        assert written_files(outlined, tmp_path / str(n)) == plain, (turns, is_mirrored)


def test_an_outline_drawn_on_a_turned_canvas_has_the_side_of_its_place(tmp_path, qtbot):
    """Real clicks where the muscle is on the screen, in 8 states: the side is that of the patient."""
    from PySide6.QtCore import QPoint, Qt

    study = open_study([write_study(tmp_path / "study")])
    session, canvas = shown_on_canvas(qtbot)
    session.open(study, Place(1, 2))
    for turns, is_mirrored in STATES:
        session.change(view=replace(session.now.view, turns=turns, is_mirrored=is_mirrored))
        session.edit("start again", Document())
        for side in ("right", "left"):
            session.use_tool("outline")
            for point in circle(side)[::9]:
                x, y = session.now.viewport.point_to_screen(tuple(point))
                at = QPoint(round(x), round(y))
                qtbot.mouseMove(canvas, at)
                qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
            qtbot.keyClick(canvas, Qt.Key.Key_Return)
        assert [one.side for one in session.now.document.outlines] == [Side.RIGHT, Side.LEFT], (turns, is_mirrored)


def way_to_the_left(svg: str) -> np.ndarray:
    """From the letter R to the letter L of a figure, points of the page, y downwards."""
    found = {
        letter: (float(x), float(y))
        for x, y, letter in re.findall(r'<text x="([^"]+)" y="([^"]+)"[^>]*>([RL])</text>', svg)
    }
    return np.subtract(found["L"], found["R"])


@pytest.mark.parametrize(("turns", "is_mirrored"), [pytest.param(0, True, marks=pytest.mark.slow), (3, True)])
def test_letters_of_a_turned_figure_follow_and_its_numbers_stay(tmp_path, turns, is_mirrored):
    """The file itself: an SVG whose letters stand where the turned panel has the patient's sides."""
    folder = write_study(tmp_path / "study")
    words = ("figure", folder, *on_slice())
    method = ("--method", "manual", "--threshold", 900)
    plain = asked(*words, *method, "--crop", 0, "--bundle", tmp_path / "plain", "-o", tmp_path / "plain.svg")
    assert plain.status == 0, plain.err
    recipe = json.loads((tmp_path / "plain" / "spec.json").read_text())
    recipe.pop("sha256", None)  # a recipe that somebody changed, and says so
    [panel] = recipe["panels"]
    panel |= {"turns": turns, "is_mirrored": is_mirrored}
    (tmp_path / "recipe.json").write_text(json.dumps(recipe))
    spec = ("--spec", tmp_path / "recipe.json", "--bundle", tmp_path / "turned", "-o", tmp_path / "turned.svg")
    done = asked(*words, *method, *spec)
    assert done.status == 0, done.err
    towards = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}
    for name, state in (("plain", (0, False)), ("turned", (turns, is_mirrored))):
        edges = directions_at_edges(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), state[0], is_mirrored=state[1])
        [edge] = [edge for edge, direction in edges.items() if direction[0] == 1.0]
        way = way_to_the_left((tmp_path / f"{name}.svg").read_text())
        assert way @ towards[edge] > 0.9 * np.linalg.norm(way), (name, edge, way)
    numbers = [(tmp_path / name / "numbers.csv").read_bytes() for name in ("plain", "turned")]
    assert numbers[0] == numbers[1]


@pytest.mark.slow
@pytest.mark.parametrize("number", range(24))
def test_letters_of_the_figure_of_every_orientation(tmp_path, number):
    """16 of them have sides: the way from R to L on the page is that of the patient; the others are refused letters."""
    from tests.safety.sides.series_files import OUTLINED, THRESHOLD, write_series

    row, column = AXIS_PAIRS[number]
    written = write_series(tmp_path / "x", row, column)
    slice_number = written.upwards.index(OUTLINED) + 1
    right, left = written.by_side["right"].words, written.by_side["left"].words
    words = ("--series", 1, "--slice", slice_number, "--right", right, "--left", left)
    done = asked(
        "figure", written.folder, *words, "--method", "manual", "--threshold", THRESHOLD, "-o", tmp_path / "f.svg"
    )
    if not has_sides(row, column):
        assert done.status == 4
        return
    assert done.status == 0, done.err
    way = way_to_the_left((tmp_path / "f.svg").read_text())
    expected = np.array([row[0], column[0]])  # across and down the page, as the panel is shown as stored
    assert way @ expected > 0.9 * np.linalg.norm(way)
