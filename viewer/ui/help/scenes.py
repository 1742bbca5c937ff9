"""Scenes of the how-to: what is drawn, pushed or mirrored on the sample study before each picture is taken."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from viewer.app.actions import find_action
from viewer.app.layers.changing import shown, with_new_reading
from viewer.app.numbers.saving import measurement_of_document
from viewer.app.sample import sample_document
from viewer.core.document import Document, ReadingCodes
from viewer.core.history import Place
from viewer.core.outline import Outline, OutlineRule, Point, Side
from viewer.core.series import Slice, Study
from viewer.core.view import Framing
from viewer.ui import theme
from viewer.ui.help.bench import SIZE, ZOOM, Bench

MIDDLE = (162.0, 247.0)
"""Image point between both multifidi of the slice at L4/5, pixels."""

LEFT_MIDDLE: Point = (186.0, 247.0)
"""The same of the left multifidus."""

NARROW = (300, SIZE[1])
"""Size of a picture of one muscle, screen points."""

CANDID = 6
"""One of so many points of a computed outline is kept, as many as a hand would click."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What scenes are played with.

    Parameters
    ----------
    study
        The sample study.
    place
        Its block of T2 images and the slice at L4/5.
    image
        That slice.
    """

    study: Study
    place: Place
    image: Slice

    @property
    def document(self) -> Document:
        """Both multifidi of the slice, with about as many points as a hand would click."""
        return thinned(sample_document(self.image))

    def ring(self, side: Side) -> tuple[Point, ...]:
        """Border of the multifidus of one side, image points, as computed."""
        return next(outline.rings[0] for outline in sample_document(self.image).outlines if outline.side is side)

    def only(self, side: Side) -> Document:
        """The multifidus of one side alone."""
        return Document(tuple(outline for outline in self.document.outlines if outline.side is side))

    def bench(
        self, document: Document, *, at: Point = MIDDLE, zoom: float = ZOOM, size: tuple[int, int] = SIZE
    ) -> Bench:
        """Canvas with the slice; see `Bench`."""
        return Bench(self.study, self.place, document, at=at, zoom=zoom, size=size)


def thinned(document: Document) -> Document:
    """Document whose outlines have fewer points."""
    return replace(
        document,
        outlines=tuple(replace(outline, rings=(outline.rings[0][::CANDID],)) for outline in document.outlines),
    )


def around(points: tuple[Point, ...], parts: tuple[float, ...]) -> list[Point]:
    """Points of a ring at parts of the way round it, from its uppermost point on towards the right of the screen."""
    ring = np.asarray(points)
    ring = np.roll(ring, -int(ring[:, 1].argmin()), axis=0)
    if ring[1, 0] < ring[0, 0]:
        ring = np.roll(ring[::-1], 1, axis=0)
    return [(float(x), float(y)) for x, y in ring[[round(part * len(ring)) % len(ring) for part in parts]]]


def outline(stage: Stage) -> QImage:
    """A polygon with a traced run, and the edge to the pointer."""
    bench = stage.bench(Document())
    ring = stage.ring(Side.RIGHT)
    bench.use("outline")
    for at in around(ring, (0.02, 0.09, 0.16, 0.22, 0.28)):
        bench.click(at)
    bench.drag(around(ring, tuple(0.34 + 0.01 * step for step in range(24))))
    for at in around(ring, (0.64, 0.70)):
        bench.click(at)
    bench.move(around(ring, (0.77,))[0])
    return bench.picture()


def livewire(stage: Stage) -> QImage:
    """A line that follows the border to the pointer."""
    bench = stage.bench(stage.only(Side.RIGHT))
    ring = stage.ring(Side.LEFT)
    bench.use("livewire")
    for at in around(ring, (0.10, 0.26, 0.40)):
        bench.click(at)
    bench.move(around(ring, (0.62,))[0])
    return bench.picture()


def change(stage: Stage) -> QImage:
    """A selected outline with its frame, the pointer over an edge."""
    bench = stage.bench(stage.document, at=(LEFT_MIDDLE[0], LEFT_MIDDLE[1] - 5.2), zoom=3.5, size=NARROW)
    bench.use("select")
    ring = np.asarray(stage.only(Side.LEFT).outlines[0].rings[0])
    bench.click((float(ring[:, 0].mean()), float(ring[:, 1].mean())))
    place = int(ring[:, 0].argmax())
    x, y = (ring[place] + ring[(place + 1) % len(ring)]) / 2.0
    bench.move((float(x), float(y)))
    return bench.picture(beside=4.0)


def nudge(stage: Stage) -> QImage:
    """A circle that pushes the border of the left outline out to the fascia."""
    whole = stage.only(Side.LEFT).outlines[0]
    ring = np.asarray(whole.rings[0])
    middle = ring.mean(axis=0)
    # An outline that was drawn too small at its outer side.
    away = np.clip((ring[:, 0] - middle[0]) / 14.0, 0.0, 1.0)
    drawn = ring - away[:, None] * np.array([5.0, 0.0])
    small = replace(whole, rings=(tuple((float(x), float(y)) for x, y in drawn),))
    bench = stage.bench(Document((*stage.only(Side.RIGHT).outlines, small)), at=LEFT_MIDDLE, size=NARROW)
    bench.session.change(view=replace(bench.session.now.view, nudge_radius_px=7.0))
    bench.use("nudge")
    x, y = (float(v) for v in middle)
    bench.drag([(x + 0.6 * step, y + 2.0) for step in range(13)], lets_go=False)
    return bench.picture()


def smart(stage: Stage) -> QImage:
    """A border that was proposed at a click."""
    bench = stage.bench(stage.only(Side.RIGHT))
    ring = np.asarray(stage.ring(Side.LEFT))
    bench.use("smart-outline")
    bench.click((float(ring[:, 0].mean()), float(ring[:, 1].mean())))
    return bench.picture()


def mirror(stage: Stage) -> QImage:
    """The line while its key is held, with what would come on the other side."""
    bench = stage.bench(stage.only(Side.RIGHT))
    bench.use("select")
    bench.hold_mirror_key()
    return bench.picture(shows_pointer=False)


def next_slice(stage: Stage) -> QImage:
    """Outlines proposed on the next slice."""
    bench = stage.bench(stage.document)
    action = find_action("copy-to-next")
    if action.perform is None:
        raise AssertionError("done by the session")
    action.perform(bench.session)
    return bench.picture()


def readings(stage: Stage) -> QImage:
    """An outline with that of another reading beside it."""
    first = replace(stage.document, codes=ReadingCodes(reader="R1"))
    second = with_new_reading(first, ReadingCodes(reader="R2"))
    second = shown(second, second.layers[0].name, is_shown=True)
    drawn = []
    for one in stage.document.outlines:
        ring = np.asarray(one.rings[0])
        away = ring - ring.mean(axis=0)
        wave = 1.0 + 0.09 * np.sin(2.0 * np.arctan2(away[:, 1], away[:, 0]))
        moved = ring.mean(axis=0) + away * wave[:, None]
        drawn.append(replace(one, rings=(tuple((float(x), float(y)) for x, y in moved),)))
    bench = stage.bench(replace(second, outlines=tuple(drawn)))
    return bench.picture()


def sides(stage: Stage) -> QImage:
    """The whole slice with its letters."""
    bench = stage.bench(stage.document)
    view = bench.session.now.view
    shown_view = replace(view, hides_annotations=False, hides_patient=True, framing=Framing(1.45, (159.5, 226.0)))
    bench.session.change(view=shown_view)
    return bench.picture(shows_pointer=False)


VISIBLE_RING: tuple[Point, ...] = (
    (177.5, 229.0), (180.5, 227.5), (184.0, 225.8), (188.0, 227.5), (191.5, 228.0), (195.0, 228.5), (198.5, 227.0),
    (202.0, 226.0), (205.3, 226.5), (206.5, 231.0), (207.3, 236.0), (207.6, 242.0), (207.4, 250.0), (207.0, 256.0),
    (205.5, 260.5), (203.0, 264.0), (198.5, 268.5), (193.0, 272.3), (187.5, 274.3), (181.0, 273.8), (175.0, 272.3),
    (170.5, 269.3), (168.3, 265.0), (167.8, 258.0), (168.2, 250.0), (168.5, 243.0), (169.0, 237.5), (171.0, 236.2),
    (174.5, 235.0), (176.5, 232.0),
)  # fmt: skip
"""Border of the muscle that can be seen on the patient's left at L4/5 of the sample, drawn by hand: without the fat
under the fascia in front of it and beside the spinous process. Image points, pixels."""

CARD_HEIGHT = 218
"""Height of each of two pictures beside each other, screen points; their numbers stand below."""


def which_border(stage: Stage) -> QImage:
    """The left multifidus outlined along its fascia, and along the muscle that can be seen, with the numbers."""
    fascial = next(one for one in sample_document(stage.image).outlines if one.side is Side.LEFT)
    visible = replace(fascial, rings=(VISIBLE_RING,), rule=OutlineRule.VISIBLE)
    images = []
    for one in (fascial, visible):
        bench = stage.bench(Document((one,)), at=(188.0, 243.0), zoom=3.05, size=(SIZE[0] // 2 - 1, CARD_HEIGHT))
        images.append(bench.picture(shows_pointer=False))
    return _side_by_side(images, [_said(stage, one) for one in (fascial, visible)])


def _said(stage: Stage, one: Outline) -> tuple[str, str]:
    """Name of the border, and the numbers of an outline along it."""
    row = measurement_of_document(Document((one,)), stage.study).rows[0]
    return one.rule.capitalize(), f"{row.area_mm2:.0f} mm², {row.fat_fraction_percent:.1f} % fat"


def _side_by_side(images: list[QImage], texts: list[tuple[str, str]]) -> QImage:
    """Pictures beside each other, with two lines of text under each."""
    ratio = images[0].devicePixelRatio()
    whole = QImage(round(SIZE[0] * ratio), round(SIZE[1] * ratio), QImage.Format.Format_RGB32)
    whole.setDevicePixelRatio(ratio)
    whole.fill(QColor(theme.CANVAS))
    with QPainter(whole) as painter:
        width = SIZE[0] / 2.0
        for place, (image, (title, numbers)) in enumerate(zip(images, texts, strict=True)):
            left = place * (width + 1.0)
            painter.drawImage(QRectF(left, 0.0, width - 1.0, CARD_HEIGHT), image)
            for row, (text, colour, is_bold) in enumerate(((title, theme.TEXT, True), (numbers, theme.QUIET, False))):
                font = QFont(painter.font())
                font.setBold(is_bold)
                painter.setFont(font)
                painter.setPen(QColor(colour))
                box = QRectF(left, CARD_HEIGHT + 4.0 + 22.0 * row, width, 22.0)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return whole


Scene = Callable[[Stage], QImage]

SCENES: dict[str, Scene] = {
    "outline": outline,
    "livewire": livewire,
    "change": change,
    "nudge": nudge,
    "smart": smart,
    "mirror": mirror,
    "next": next_slice,
    "readings": readings,
    "sides": sides,
    "which-border": which_border,
}
