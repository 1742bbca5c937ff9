"""Lines, fills and letters on one of matplotlib's renderers, whose y is up: the same calls for pixels and PDF."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.figure.page import BoxMm, ImageMark, TextMark
from viewer.figure.painting.lettering import font_of, lettering
from viewer.figure.painting.shapes import Shape
from viewer.importing import one_importer


@dataclass(frozen=True, slots=True)
class Brush:
    """What paints on a renderer.

    Parameters
    ----------
    renderer
        Matplotlib's renderer.
    height
        Height of the page in the renderer's units.
    unit_mm
        Millimetres in one of the renderer's units: a pixel, or a point of PDF.
    writes_text
        Whether letters are written as text (PDF), else filled as outlines (pixels).
    """

    renderer: Any
    height: float
    unit_mm: float
    writes_text: bool

    def picture(self, mark: ImageMark, colours: NDArray[np.uint8]) -> None:
        """Hand the native pixels of an image, from the bottom row up, to a renderer that scales them itself."""
        with one_importer():
            from matplotlib.transforms import Affine2D

        gc = self._context(mark.clip)
        size = Affine2D().scale(mark.width_mm / self.unit_mm, mark.height_mm / self.unit_mm)
        bottom = self.height - (mark.top_mm + mark.height_mm) / self.unit_mm
        self.renderer.draw_image(gc, mark.left_mm / self.unit_mm, bottom, colours, size)
        gc.restore()

    def shape(self, shape: Shape) -> None:
        """Paint a stroke or a fill."""
        with one_importer():
            from matplotlib.path import Path
            from matplotlib.transforms import Affine2D

        points: list[NDArray[np.float64]] = []
        codes: list[Any] = []
        for ring in shape.rings_mm:
            corners = np.asarray(ring, dtype=np.float64)
            points.append(np.vstack((corners, corners[:1])) if shape.is_closed else corners)
            codes += [Path.MOVETO, *[Path.LINETO] * (len(ring) - 1), *([Path.CLOSEPOLY] if shape.is_closed else [])]
        if points:
            place = Affine2D().scale(1 / self.unit_mm, -1 / self.unit_mm).translate(0.0, self.height)
            self._path(Path(np.concatenate(points), codes), place, shape)

    def text(self, mark: TextMark) -> None:
        """Paint a line of text over its rim."""
        with one_importer():
            from matplotlib.path import Path
            from matplotlib.transforms import Affine2D

        letters = lettering(mark.text, mark.font, is_bold=mark.is_bold)
        if not mark.text.strip():
            return
        pt = 25.4 / 72.0 / self.unit_mm
        x, y = mark.x_mm / self.unit_mm, self.height - mark.baseline_mm / self.unit_mm
        start = letters.start_pt(mark) * pt
        place = Affine2D().scale(mark.size_pt * pt).translate(start, 0.0).rotate_deg(mark.angle_deg).translate(x, y)
        path = Path(letters.points, letters.codes)
        if mark.casing_pt > 0.0:
            self._path(path, place, Shape.of_letters(mark.casing_colour, mark.clip, rim_pt=mark.casing_pt))
        if self.writes_text:
            self._write(mark, place.transform((0.0, 0.0)))
        else:
            self._path(path, place, Shape.of_letters(mark.colour, mark.clip))

    def _write(self, mark: TextMark, start: NDArray[np.float64]) -> None:
        gc = self._context(mark.clip)
        gc.set_foreground(mark.colour)
        self.renderer.draw_text(gc, start[0], start[1], mark.text, font_of(mark), mark.angle_deg, ismath=False)
        gc.restore()

    def _path(self, path: Any, place: Any, shape: Shape) -> None:
        with one_importer():
            from matplotlib.colors import to_rgb

        gc = self._context(shape.clip)
        gc.set_linewidth(shape.width_pt if shape.stroke else 0.0)  # in pt, whatever the renderer's units
        gc.set_foreground(shape.stroke or shape.fill)
        gc.set_alpha(shape.alpha)
        if shape.dashes_pt is not None:
            gc.set_dashes(shape.into_dash_pt, shape.dashes_pt)
        self.renderer.draw_path(gc, path, place, None if shape.fill is None else to_rgb(shape.fill))
        gc.restore()

    def _context(self, clip: BoxMm | None) -> Any:
        with one_importer():
            from matplotlib.transforms import Bbox

        gc = self.renderer.new_gc()
        gc.set_antialiased(True)
        gc.set_snap(False)
        gc.set_capstyle("butt")
        gc.set_joinstyle("round")
        if clip is not None:
            left, top, width, height = (v / self.unit_mm for v in clip)
            gc.set_clip_rectangle(Bbox([(left, self.height - top - height), (left + width, self.height - top)]))
        return gc
