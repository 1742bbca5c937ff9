"""A page of two panels laid by hand, with every kind of mark: what the painters are held against."""

import math

import numpy as np

from viewer.figure.page import (
    BLACK,
    ImageMark,
    Page,
    PathMark,
    ScaleBarMark,
    TextMark,
)

WORDS = {"title": "Two panels", "caption": "A caption.", "alt": "Two squares.", "process": "window 1 to 2"}


def a_page(*marks, width_mm=40.0, height_mm=30.0, **more):
    return Page(width_mm, height_mm, tuple(marks), **{**WORDS, **more})


def grey_image(value=0, *, box=(0.0, 0.0, 40.0, 30.0), rows=30, columns=40, **more):
    return ImageMark(np.full((rows, columns), value, dtype=np.uint8), *box, **more)


def muscle_like(rows=96, columns=120, seed=4):
    """A grey picture with smooth structure, as a slice has."""
    y, x = np.mgrid[0:rows, 0:columns]
    waves = 110 + 60 * np.sin(x / 9.0) * np.cos(y / 7.0) + 50 * np.exp(-((x - 60) ** 2 + (y - 40) ** 2) / 300.0)
    return np.clip(waves + np.random.default_rng(seed).normal(0, 6, (rows, columns)), 0, 255).astype(np.uint8)


def ellipse(x, y, a, b, count=72):
    turns = [2 * math.pi * k / count for k in range(count)]
    return tuple((x + a * math.cos(t), y + b * math.sin(t)) for t in turns)


def arrow(x, y, length, angle_deg):
    """One closed outline of an arrow with its tip at (x, y), pointing to `angle_deg` (clockwise, 0 = right)."""
    shape = ((0, 0), (-2.2, -1.0), (-1.9, -0.28), (-length, -0.28), (-length, 0.28), (-1.9, 0.28), (-2.2, 1.0))
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return tuple((x + px * cos - py * sin, y + px * sin + py * cos) for px, py in shape)


def _overlay(rows, columns):
    """A map in an ellipse: dark blue to yellow, 60 % opaque."""
    y, x = np.mgrid[0:rows, 0:columns]
    inside = ((x - 36) / 20.0) ** 2 + ((y - 55) / 16.0) ** 2 <= 1.0
    share = np.clip((x - 16) / 40.0, 0, 1)
    map_ = np.zeros((rows, columns, 4), dtype=np.uint8)
    map_[..., 0], map_[..., 1], map_[..., 2] = 20 + 230 * share, 40 + 180 * share, 120 - 80 * share
    map_[..., 3] = np.where(inside, 153, 0)
    return map_


def two_panels():
    """84 mm wide: a panel with everything, a twin with a colour map, a badge, a turned colour bar and a caption."""
    left, right = (0.0, 0.0, 41.0, 33.0), (43.0, 0.0, 41.0, 33.0)
    marks = []
    for number, frame in enumerate((left, right)):
        x = frame[0]
        grey = muscle_like(seed=number)
        overlay = _overlay(*grey.shape) if number else None
        marks += [
            ImageMark(grey, *frame, overlay=overlay, clip=frame, item="image", panel=number),
            PathMark(
                (ellipse(x + 12.3, 18.9, 6.8, 5.5), ellipse(x + 29.0, 18.9, 6.8, 5.5)), True, 1.0, 0.5,
                dashes_pt=((4.0, 2.5), (4.0, 2.5)), clip=frame, item="outline", panel=number,
            ),
            TextMark("R", x + 2.2, 17.0, 12.0, "side-letter", is_bold=True, casing_pt=0.8, item="sides", panel=number),
            TextMark("L", x + 38.8, 17.0, 12.0, "side-letter", "right", is_bold=True, casing_pt=0.8, item="sides",
                     panel=number),
            TextMark("AB"[number], x + 2.2, 6.2, 12.0, "panel-letter", is_bold=True, casing_pt=0.8,
                     item="panel-letter", panel=number),
            ScaleBarMark(x + 2.5, 30.8, 8.0, 20.0, 2.0, 0.5, panel=number),
            TextMark("20 mm", x + 2.5, 29.2, 8.0, "scale-label", casing_pt=0.6, item="scale-bar", panel=number),
        ]  # fmt: skip
    marks += [
        PathMark((arrow(20.5, 10.0, 7.0, 35),), True, 0.0, 0.6, fill="#ffffff", clip=left, item="mark:0", panel=0),
        PathMark((arrow(33.0, 12.0, 6.0, 100),), True, 0.0, 0.6, fill="#ffd000", clip=left, item="mark:1", panel=0),
        TextMark("spinous process", 10.0, 5.6, 8.0, "note", casing_pt=0.6, item="mark:2", panel=0),
        PathMark((ellipse(33.0, 26.5, 5.0, 2.6),), True, 0.75, 0.5, item="mark:3", clip=left, panel=0),
        PathMark((((58, 26.8), (58, 28), (70, 28), (70, 26.8)),), False, 0.75, 0.5, item="mark:4", panel=1),
        PathMark((((59.0, 1.2), (82.8, 1.2), (82.8, 5.2), (59.0, 5.2)),), True, 0.0, 0.0, fill="#101010",
                 fill_alpha=0.7, item="badge", panel=1),
        TextMark("mirrored for comparison", 81.8, 4.1, 5.6, "badge", "right", item="badge", panel=1),
        ImageMark(np.repeat(np.linspace(255, 0, 64, dtype=np.uint8)[:, None, None] * np.array([[[1, 1, 0]]], np.uint8),
                            4, axis=1), 79.2, 8.0, 1.8, 14.0, item="colour-bar", panel=1),
        TextMark("fat fraction, %", 78.4, 15.0, 6.0, "colour-bar", "center", angle_deg=90.0, casing_pt=0.5,
                 item="colour-bar", panel=1),
        ImageMark(muscle_like(40, 40, seed=9), 31.0, 1.0, 9.0, 9.0, item="inset", panel=0),
        PathMark((((31.0, 1.0), (40.0, 1.0), (40.0, 10.0), (31.0, 10.0)),), True, 0.6, 0.0, item="inset", panel=0),
        TextMark("(A) Area 954 mm² ± 12, AV To; (B) turned.", 0.0, 37.5, 8.0, "caption", colour=BLACK, item="caption"),
    ]  # fmt: skip
    return a_page(*marks, width_mm=84.0, height_mm=40.0)
