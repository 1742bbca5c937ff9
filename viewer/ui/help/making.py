"""Makes the pictures of the how-to: plays every scene and writes what it looks like as small PNGs."""

from io import BytesIO
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from viewer.app.choosing import choose_first
from viewer.core.history import Place
from viewer.core.series import Study
from viewer.errors import ViewerError
from viewer.ui import theme
from viewer.ui.application import make_application
from viewer.ui.help.panel_scenes import PANEL_SCENES, WITH_IMAGE, PanelStage
from viewer.ui.help.scenes import SCENES, Stage
from viewer.ui.help.sections import pictures

if TYPE_CHECKING:
    from PIL import Image

BYTES_MAX = 58_000
"""Most bytes of a picture."""

GREYS = (48, 32, 28, 24, 20, 18, 16, 15, 14, 13, 12)
"""Numbers of greys that are tried, finest first, until a picture of an image is small enough."""

PANEL_COLOURS = 96
"""Number of colours of a picture of a panel."""

_INKS = (theme.SIDE_COLOURS.values(), (theme.ACCENT, theme.GOOD, "#ffffb2"))
_SHADES = (1.0, 0.75, 0.5, 0.3)


def how_to_pictures(study: Study) -> dict[str, bytes]:
    """Every picture of the how-to as PNG by its name; two pixels per point on a screen of that ratio.

    Parameters
    ----------
    study
        The sample study.

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
        made = {
            name: (png_of_image if name in WITH_IMAGE else png_of_panel)(scene(panels))
            for name, scene in PANEL_SCENES.items()
        }
    finally:
        panels.close()
    made |= {name: png_of_image(SCENES[name](stage)) for name in pictures() if name in SCENES}
    return {name: made[name] for name in pictures()}


def png_of_image(picture: QImage) -> bytes:
    """PNG of a picture of an MR image, with as many greys as its size allows.

    Raises
    ------
    ViewerError
        If it is too large all the same.
    """
    from PIL.Image import Dither

    full = _as_pillow(picture)
    for greys in GREYS:
        written = _written(full.quantize(palette=_palette(greys), dither=Dither.NONE))
        if len(written) <= BYTES_MAX:
            return written
    raise ViewerError(f"A picture of the how-to has {len(written)} bytes; show less of the image in its scene.")


def png_of_panel(picture: QImage) -> bytes:
    """PNG of a picture of a panel, in its own colours."""
    from PIL.Image import Dither

    return _written(_as_pillow(picture).quantize(PANEL_COLOURS, dither=Dither.NONE))


def _as_pillow(picture: QImage) -> "Image.Image":
    from PIL import Image

    rgb = picture.convertToFormat(QImage.Format.Format_RGB888)
    size, stride = (rgb.width(), rgb.height()), rgb.bytesPerLine()
    return Image.frombuffer("RGB", size, bytes(rgb.constBits()), "raw", "RGB", stride, 1)


def _palette(greys: int) -> "Image.Image":
    """Greys and the colours of outlines, each also darker as at the edge of a line."""
    from PIL import Image, ImageColor

    colours = [(round(255.0 * place / (greys - 1)),) * 3 for place in range(greys)]
    for ink in (ink for group in _INKS for ink in group):
        red, green, blue = ImageColor.getrgb(ink)[:3]
        colours += [(round(red * shade), round(green * shade), round(blue * shade)) for shade in _SHADES]
    colours += [ImageColor.getrgb(colour)[:3] for colour in (theme.PANEL, theme.QUIET)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for colour in colours for value in colour])
    return palette


def _written(picture: "Image.Image") -> bytes:
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()
