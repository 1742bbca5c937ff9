"""The texts on the canvas: whose images these are, which slice it is, how it is shown. For the screen alone."""

import math
from dataclasses import dataclass

from viewer.app.choosing import readable_date, readable_name
from viewer.app.levels.stating import level_here, level_text
from viewer.app.snapshot import Snapshot
from viewer.core.series import Identity, Series, Slice
from viewer.measure.weighting import weighting

SHORT = 48
"""Characters after which a text in a corner is cut."""


@dataclass(frozen=True, slots=True)
class Corners:
    """Lines of text in the corners of the canvas; `badge` is what must not be overlooked, such as 'View mirrored'."""

    top_left: tuple[str, ...] = ()
    top_right: tuple[str, ...] = ()
    bottom_left: tuple[str, ...] = ()
    badge: str = ""


def corners_of(now: Snapshot) -> Corners:
    """All corner texts of a snapshot, as far as the view shows them."""
    series, image, view = now.series, now.stated_image, now.view
    if series is None or image is None:
        return Corners()
    if view.hides_annotations:
        return Corners(badge=badge(now))
    if view.hides_sides:  # blinded: nothing may tell which date it is
        return Corners(bottom_left=display_lines(now)[:1])  # of two windows that look alike, the rounder was first
    lines = slice_lines(series, image, view.slice_number, level_text(level_here(now)))
    if view.hides_patient:
        # A series description is free text and may name the patient.
        lines = tuple(line for line in lines if line != _short(series.description))
    if view.comparing is not None and view.comparing.kind == "sides" and view.comparing.pane == 1:
        return Corners(top_right=lines, badge=badge(now))  # the first pane tells the rest of the same slice
    return Corners(
        top_left=hidden_lines(image) if view.hides_patient else patient_lines(series.identity),
        top_right=lines if view.comparing is None or view.comparing.kind != "sides" else (),
        bottom_left=display_lines(now),
        badge=badge(now),
    )


def hidden_lines(image: Slice) -> tuple[str, ...]:
    """What stands in place of the patient's data: that they are hidden, and where the pixels may show some still."""
    if image.acquisition.may_hold_burned_in_text:
        return ("patient data hidden, except text in the image",)
    return ("patient data hidden",)


def patient_lines(identity: Identity) -> tuple[str, ...]:
    """Name, id, birth date and study date, as far as the images tell them."""
    lines = [
        readable_name(identity.patient_name),
        f"ID {identity.patient_id}" if identity.patient_id else "",
        f"born {readable_date(identity.patient_birth_date)}" if identity.patient_birth_date else "",
        f"study {readable_date(identity.study_date)}" if identity.study_date else "",
    ]
    return tuple(_short(line) for line in lines if line)


def slice_lines(series: Series, image: Slice, number: int, level: str) -> tuple[str, ...]:
    """Series, slice and level ('' for none) of what is on the screen."""
    kind = " ".join(
        part for part in (series.plane if series.plane != "unknown" else "", weighting_of(series) or "") if part
    )
    thickness = image.acquisition.slice_thickness_mm
    lines = [
        _short(series.description),
        f"slice {number} of {len(series.slices)}" + (f" · {level}" if level else ""),
        kind + (f" · {thickness:g} mm" if thickness else ""),
    ]
    return tuple(line for line in lines if line.strip(" ·"))


def weighting_of(series: Series) -> str | None:
    """'T1' or 'T2' where the header tells, else None."""
    return weighting(series.slices[0].acquisition, series.description)


def display_lines(now: Snapshot) -> tuple[str, ...]:
    """Zoom and display window."""
    viewport = now.viewport
    if viewport is None or not now.is_loaded:
        return ()
    window = now.window
    return (f"{viewport.zoom * 100:.0f} %", f"W {_short_number(window.width)}  L {_short_number(window.center)}")


def badge(now: Snapshot) -> str:
    """What must not be overlooked about how the image is shown, or ''."""
    view = now.view
    parts = []
    if view.comparing is not None and view.comparing.kind == "sides" and view.comparing.pane == 1:
        return ""  # its own badge says how it is mirrored
    if view.is_mirrored:
        parts.append("mirrored")
    if view.turns:
        parts.append(f"turned by {90 * view.turns}°")
    return f"View {' and '.join(parts)}" if parts else ""


def pixel_at(at: tuple[float, float]) -> tuple[int, int]:
    """Column and row of the pixel in which an image point (x, y) lies."""
    return math.floor(at[0] + 0.5), math.floor(at[1] + 0.5)


def position_text(now: Snapshot, at: tuple[float, float], value: float | None) -> str:
    """Pixel, value and position in the patient under the pointer, for the status line."""
    image = now.stated_image
    if image is None:
        return ""
    column, row = pixel_at(at)
    if not (0 <= column < image.columns and 0 <= row < image.rows):
        return ""
    said = "" if now.view.hides_sides else f"x {column}  y {row}"  # columns tell which way the view is mirrored
    if value is not None:
        said += f"{'   ' if said else ''}value {_short_number(value)}"
    geometry = image.geometry
    is_placed = geometry.orientation is not None and geometry.spacing is not None and geometry.position_mm is not None
    if is_placed and not now.view.hides_sides:
        x, y, z = geometry.to_patient_mm([at])[0]
        said += (
            "   "
            + "  ".join(
                f"{positive if v >= 0 else negative} {abs(v):.1f}"
                for v, positive, negative in ((x, "L", "R"), (y, "P", "A"), (z, "H", "F"))
            )
            + " mm"
        )
    return said


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def _short_number(value: float) -> str:
    if not math.isfinite(value):
        return "none"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.4g}"
