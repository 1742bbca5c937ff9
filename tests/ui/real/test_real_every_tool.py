"""Every tool by a real mouse at one and two device pixels a point and at many zooms, with pictures to be looked at.

A few combinations belong to the short run; the others are a long proof.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.ui.real.desktop import Desktop, Program, needs_screen, screen
from tests.ui.real.real_images import DATA, Muscle, needs_data, of_tum

pytestmark = [*needs_screen, *needs_data]
INSTANCE = 12
"""A slice in the middle of the volunteer's series."""

ZOOMS = (1, 2, 4, 8, 16)
"""Screen points for each pixel of the image; beyond what fits, the muscle's medial border is in the middle."""


class Scaled(Program):
    """Program whose points are several pixels of the screen wide."""

    ratio = 1

    def places(self, points):
        return [(round(x * self.ratio), round(y * self.ratio)) for x, y in super().places(points)]


@dataclass
class Scene:
    """A program with a slice on the screen, and the muscles on it."""

    program: Scaled
    muscles: dict[str, Muscle]
    name: str

    def at(self, side: str, count: int = 24):
        return self.muscles[side].points(count)

    def middle(self, side: str = "right"):
        points = self.at(side)
        return (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))

    def draw(self, *sides: str) -> None:
        """Outline muscles at a zoom at which they are on the screen whole."""
        self.program.key("p")
        for side in sides:
            points = self.at(side)
            self.program.click(*points, points[0])
        self.program.until(lambda now: len(now["outlines"]) == len(sides) and not now["draft"])

    def zoom_to(self, zoom: float, at) -> None:
        """Zoom at an image point by the wheel, as near to a zoom as notches come."""
        program = self.program
        program.move(at)
        for _ in range(40):
            now = program.state["zoom"]
            if abs(now / zoom - 1.0) < 0.13:
                return
            program.wheel(1 if now < zoom else -1, held="ctrl")
        raise AssertionError(f"no zoom near {zoom}: {program.state['zoom']}")

    def shoot(self, what: str) -> None:
        self.program.shoot(f"{what}-{self.name}")

    def undo_name(self) -> str | None:
        return self.program.state["undo"]


@pytest.fixture
def scene(request, tmp_path, tmp_path_factory, monkeypatch) -> Iterator[Scene]:
    """A slice at a ratio of pixels to points; its name tells ratio and zoom."""
    ratio, zoom = request.param
    monkeypatch.setenv("QT_SCALE_FACTOR", str(ratio))
    home = tmp_path / "home"
    home.mkdir()
    with screen(f"{1440 * ratio}x{900 * ratio}x24") as display:
        where = tmp_path_factory.mktemp("s")
        desktop = Desktop(display, home, where)
        program = Scaled(display, [DATA / "tum01-dixon" / "in-phase"], home, where)
        program.ratio = ratio
        desktop.programs.append(program)
        try:
            program.until(lambda now: now["is_loaded"])
            number, muscles = of_tum(INSTANCE)
            steps = number - program.state["slice"]
            program.key(*(["Next" if steps > 0 else "Prior"] * abs(steps)))
            program.until(lambda now: now["slice"] == number and now["is_loaded"])
            yield Scene(program, muscles, f"{ratio}x-zoom{zoom}")
        finally:
            program.close()


def outline_polygon(scene: Scene, zoom: int) -> None:
    at = scene.middle()
    scene.zoom_to(zoom, at)
    x, y = at
    r = 30.0 / zoom + 2.0
    corners = [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)]
    scene.program.key("p")
    scene.program.click(*corners[:3])
    scene.program.move((x, y))
    scene.shoot("polygon")
    scene.program.click(corners[3], corners[0])
    assert scene.undo_name().startswith("draw")
    ring = scene.program.state["outlines"][0]["rings"][0]
    # A window may stand half a point beside whole points, and places are sent in whole ones.
    assert [tuple(p) for p in ring] == [pytest.approx(c, abs=1.51 / zoom) for c in corners]


def outline_freehand(scene: Scene, zoom: int) -> None:
    at = scene.middle()
    scene.zoom_to(zoom, at)
    x, y = at
    r = 30.0 / zoom + 2.0
    way = [(x + r * math.cos(a / 6), y + r * math.sin(a / 6)) for a in range(36)]
    scene.program.key("p")
    scene.program.drag(way, lets_go=False)
    scene.shoot("freehand")
    scene.program.x("mouseup", 1)
    scene.program.key("Return")
    assert scene.undo_name().startswith("draw")


def select(scene: Scene, zoom: int) -> None:
    scene.zoom_to(5, scene.middle())
    scene.draw("right", "left")
    ring = scene.program.state["outlines"][0]["rings"][0]
    x, y = ring[0]
    scene.zoom_to(zoom, (x, y))
    scene.program.key("v")
    scene.program.drag([(x, y), (x + 6 / zoom, y), (x + 12 / zoom, y + 4 / zoom)], lets_go=False)
    scene.shoot("vertex-held")
    scene.program.x("mouseup", 1)
    scene.program.settle()
    assert scene.undo_name() in {"move vertex", "move edge", "insert vertex"}
    scene.shoot("vertex")
    (x0, y0), (x1, y1) = scene.program.state["outlines"][0]["rings"][0][:2]
    scene.program.move(((x0 + x1) / 2, (y0 + y1) / 2))
    scene.shoot("ghost-dot")
    scene.program.click(scene.middle())
    scene.program.move(scene.middle())
    scene.shoot("frame")


def nudge(scene: Scene, zoom: int) -> None:
    scene.zoom_to(5, scene.middle())
    scene.draw("right", "left")
    ring = scene.program.state["outlines"][0]["rings"][0]
    medial = max(ring)
    scene.zoom_to(zoom, tuple(medial))
    scene.program.key("b")
    x, y = medial
    scene.program.drag([(x - 3, y), (x - 1, y), (x + 1, y)], lets_go=False)
    scene.shoot("nudge")
    scene.program.x("mouseup", 1)
    scene.program.settle()
    assert scene.undo_name() == "nudge outline"


def livewire(scene: Scene, zoom: int) -> None:
    points = scene.at("right")
    scene.zoom_to(zoom, points[1])
    scene.program.key("w")
    scene.program.click(points[0])
    scene.program.move(points[1])
    scene.program.until(lambda now: len(now["draft"]) >= 1)
    scene.shoot("livewire")
    scene.program.click(points[1])
    scene.program.move(points[2])
    scene.shoot("livewire-on")
    assert len(scene.program.state["draft"]) >= 2
    scene.program.key("Escape")


def mirror(scene: Scene, zoom: int) -> None:
    scene.zoom_to(5, scene.middle())
    scene.draw("right")
    scene.zoom_to(zoom, scene.at("left")[0])
    scene.program.x("keydown", "m")
    scene.program.until(lambda now: now["tool"] == "mirror")
    scene.shoot("mirror-held")
    scene.program.x("keyup", "m")
    scene.program.until(lambda now: len(now["outlines"]) == 2)
    scene.shoot("mirror")
    assert scene.program.state["outlines"][1]["side"] == "left"


def smart(scene: Scene, zoom: int) -> None:
    scene.zoom_to(zoom, scene.middle())
    scene.program.key("o")
    assert scene.program.state["tool"] == "smart-outline"
    scene.program.click(scene.middle())
    scene.program.until(lambda now: len(now["outlines"]) == 1 or now["notice"] is not None)
    scene.shoot("smart")
    if scene.program.state["outlines"]:
        scene.program.key("Return")
        assert "accept" in (scene.undo_name() or "")


def next_slice(scene: Scene, zoom: int) -> None:
    scene.zoom_to(5, scene.middle())
    scene.draw("right", "left")
    scene.zoom_to(zoom, scene.at("right")[0])
    number = scene.program.state["slice"]
    scene.program.key("n")
    scene.program.until(lambda now: now["slice"] == number + 1 and len(now["outlines"]) == 4)
    scene.shoot("next-slice")


TOOLS: dict[str, Callable[[Scene, int], None]] = {
    "polygon": outline_polygon,
    "freehand": outline_freehand,
    "select": select,
    "nudge": nudge,
    "livewire": livewire,
    "mirror": mirror,
    "smart": smart,
    "next": next_slice,
}
SHORT = {("polygon", 2, 8)}
"""Tool, ratio and zoom of the everyday run; most others have tests of their own there."""

SLICE = {("livewire", 2, 4), ("smart", 1, 4), ("nudge", 1, 16), ("select", 2, 2), ("mirror", 1, 1), ("next", 2, 1)}
"""Those of the slow run."""


def _marks(case: tuple[str, int, int]) -> tuple[pytest.MarkDecorator, ...]:
    return () if case in SHORT else (pytest.mark.slow if case in SLICE else pytest.mark.exhaustive,)


CASES = [
    pytest.param(
        (ratio, zoom),
        TOOLS[tool],
        zoom,
        id=f"{tool}-{ratio}x-zoom{zoom}",
        marks=_marks((tool, ratio, zoom)),
    )
    for tool in TOOLS
    for ratio in (1, 2)
    for zoom in ZOOMS
]


@pytest.mark.parametrize(("scene", "work", "zoom"), CASES, indirect=["scene"])
def test_a_tool_works_at_a_ratio_and_a_zoom(scene, work, zoom):
    work(scene, zoom)
