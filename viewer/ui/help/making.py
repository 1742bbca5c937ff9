"""Makes the pictures of the how-to: plays every scene and writes what it looks like as small PNGs."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from viewer.app.choosing import choose_first
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.core.series import Study
from viewer.errors import ViewerError
from viewer.ui import theme
from viewer.ui.application import make_application
from viewer.ui.help.figure_scenes import FIGURE_SCENES, WITH_TWO_IMAGES, dates
from viewer.ui.help.panel_scenes import PANEL_SCENES, WITH_IMAGE, PanelStage
from viewer.ui.help.scenes import SCENES, Stage
from viewer.ui.help.sections import pictures

if TYPE_CHECKING:
    from PIL import Image

BYTES_MAX, PANES_BYTES_MAX = 58_000, 82_000
"""Most bytes of a picture, and of one of two images beside each other."""

GREYS = (48, 32, 28, 24, 20, 18, 16, 15, 14, 13, 12)
"""Numbers of greys that are tried, finest first, until a picture of an image is small enough."""

PANEL_COLOURS = (96, 64, 48, 40, 32, 28, 24)
"""Numbers of colours that are tried for a picture of a panel."""

TINT = 0.1
"""Share of its colour in the ground of a selected outline (no unit)."""

TINTED = frozenset({"change", "nudge"})
"""Scenes in which the left outline is selected: elsewhere its tints would only be taken for greys."""

_INKS = (theme.SIDE_COLOURS.values(), (theme.ACCENT, theme.GOOD, "#ffffb2"))
_KEEPS_RARE = 1
"""Pillow's number of the way to choose colours that leaves no rare one out, such as the letter of a side."""

_SHADES = (1.0, 0.75, 0.5, 0.3)


def how_to_pictures(study: Study, both: tuple[Study, Document]) -> dict[str, bytes]:
    """Every picture of the how-to as PNG by its name; two pixels per point on a screen of that ratio.

    Parameters
    ----------
    study
        The sample study.
    both
        The same beside a study of another date, with outlines and pairing.

    Raises
    ------
    ViewerError
        If a window does not come to rest, or a picture is too large.
    """
    make_application()
    choice = choose_first(study)
    stage = Stage(study, Place(choice.series.number, choice.slice_number), choice.image)
    panels = PanelStage(stage)
    try:
        made = {name: _png_of_scene(name, scene(panels)) for name, scene in (PANEL_SCENES | FIGURE_SCENES).items()}
        made["dates"] = _png_of_scene("dates", dates(panels, *both))
    finally:
        panels.close()
    made |= {name: png_of_image(SCENES[name](stage), is_tinted=name in TINTED) for name in pictures() if name in SCENES}
    return {name: made[name] for name in pictures()}


def _png_of_scene(name: str, picture: QImage) -> bytes:
    if name in WITH_IMAGE | WITH_TWO_IMAGES:
        return png_of_image(picture, most=PANES_BYTES_MAX if name in WITH_TWO_IMAGES else BYTES_MAX)
    return png_of_panel(picture)


def png_of_image(picture: QImage, *, is_tinted: bool = False, most: int = BYTES_MAX) -> bytes:
    """PNG of a picture of an MR image, with as many greys as its size allows.

    Raises
    ------
    ViewerError
        If it is too large all the same.
    """
    from PIL.Image import Dither

    full = _as_pillow(picture)
    return _small(
        (_written(full.quantize(palette=_palette(greys, is_tinted=is_tinted), dither=Dither.NONE)) for greys in GREYS),
        most,
    )


def png_of_panel(picture: QImage) -> bytes:
    """PNG of a picture of a panel, with as many of its own colours as its size allows.

    Raises
    ------
    ViewerError
        If it is too large all the same.
    """
    from PIL.Image import Dither

    full = _as_pillow(picture)
    tried = (_written(full.quantize(colours, _KEEPS_RARE, dither=Dither.NONE)) for colours in PANEL_COLOURS)
    return _small(tried, BYTES_MAX)


def _small(tried: Iterator[bytes], most: int) -> bytes:
    """First that is small enough."""
    found = b""
    for found in tried:
        if len(found) <= most:
            return found
    raise ViewerError(f"A picture of the how-to has {len(found)} bytes; show less of the image in its scene.")


def _as_pillow(picture: QImage) -> "Image.Image":
    from PIL import Image

    rgb = picture.convertToFormat(QImage.Format.Format_RGB888)
    size, stride = (rgb.width(), rgb.height()), rgb.bytesPerLine()
    return Image.frombuffer("RGB", size, bytes(rgb.constBits()), "raw", "RGB", stride, 1)


def _palette(greys: int, *, is_tinted: bool) -> "Image.Image":
    """Greys and the colours of outlines, each also darker as at the edge of a line."""
    from PIL import Image, ImageColor

    colours = [(round(255.0 * place / (greys - 1)),) * 3 for place in range(greys)]
    for ink in (ink for group in _INKS for ink in group):
        red, green, blue = ImageColor.getrgb(ink)[:3]
        colours += [(round(red * shade), round(green * shade), round(blue * shade)) for shade in _SHADES]
    values = [value for colour in colours for value in colour]
    if is_tinted:
        own = ImageColor.getrgb(theme.SIDE_COLOURS[Side.LEFT])[:3]
        tints = [tuple(round(grey + TINT * (part - grey)) for part in own) for grey, _, _ in colours[:greys]]
        values += [value for tint in tints for value in tint]
    palette = Image.new("P", (1, 1))
    palette.putpalette(values)
    return palette


def _written(picture: "Image.Image") -> bytes:
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()
