"""The key of the sides: a drawing that was asked for and that would not be true is left out, and that is said."""

from collections.abc import Iterator
from dataclasses import replace

from viewer.figure.arranging.views import PanelView, view_of
from viewer.figure.checking.finding import Finding, Fix, Inquiry
from viewer.figure.parts.key import can_show_cube, can_show_view
from viewer.figure.words.field_values import panel_letter


def missing_key(asked: Inquiry) -> Iterator[Finding]:
    """Whether the key that the recipe asks for is on the page."""
    if asked.spec.key == "none" or any(mark.item == "key" for mark in asked.page.marks):
        return
    views = tuple(view_of(i, asked.spec, content) for i, content in enumerate(asked.contents))
    placed = min((place.panel for place in asked.spec.places if place.item == "key"), default=None)
    yield (_no_cube if asked.spec.key == "cube" else _no_view)(asked, views, placed)


def _no_cube(asked: Inquiry, views: tuple[PanelView, ...], placed: int | None) -> Finding:
    return Finding(
        "no-key",
        "note",
        f"The cube of directions is left out: the directions of {_who(views, placed or 0)} are unknown or hidden.",
        "State the image's orientation, or leave the key out.",
        Fix("Leave the key out", replace(asked.spec, key="none")),
    )


def _no_view(asked: Inquiry, views: tuple[PanelView, ...], placed: int | None) -> Finding:
    who = "no panel is" if placed is None and len(views) > 1 else f"{_who(views, placed or 0)} is not"
    return Finding(
        "no-key",
        "note",
        f"The drawing of the view is left out: {who} an axial slice with its sides, unturned, its front upwards.",
        "Choose the cube of directions, show such a slice as it was acquired, or leave the key out.",
        _fix_of_view(asked, views, placed),
    )


def _fix_of_view(asked: Inquiry, views: tuple[PanelView, ...], placed: int | None) -> Fix:
    spec = asked.spec
    if placed is not None and any(map(can_show_view, views)):
        places = tuple(place for place in spec.places if place.item != "key")
        return Fix("Put it under the panels", replace(spec, places=places))
    if (placed or 0) < len(views) and can_show_cube(views[placed or 0]):
        return Fix("Show the cube of directions", replace(spec, key="cube"))
    return Fix("Leave the key out", replace(spec, key="none"))


def _who(views: tuple[PanelView, ...], panel: int) -> str:
    return "the panel" if len(views) == 1 else f"panel {panel_letter(panel)}"
