"""The menu View: nothing in it changes the document."""

from collections.abc import Callable
from dataclasses import replace

from viewer.app import viewing
from viewer.app.actions.action import Action, has_image
from viewer.app.session import Session
from viewer.core.view import Framing


def _step(count: int) -> Callable[[Session], None]:
    return lambda session: viewing.step_slice(session, count)


VIEWS: tuple[Action, ...] = (
    Action(
        "previous-slice", "Previous slice", "View", "Show the slice before.", ("PgUp",), _step(-1), has_image, group=0
    ),
    Action("next-slice", "Next slice", "View", "Show the slice after.", ("PgDown",), _step(1), has_image, group=0),
    Action(
        "fit",
        "Fit image",
        "View",
        "Show the whole image in the middle.",
        ("F", "Ctrl+0"),
        lambda session: session.change(view=replace(session.now.view, framing=Framing())),
        has_image,
        group=1,
    ),
    Action(
        "zoom-in",
        "Zoom in",
        "View",
        "Enlarge the image.",
        ("Ctrl++", "Ctrl+="),
        lambda session: viewing.zoom(session, 1.25),
        has_image,
        group=1,
    ),
    Action(
        "zoom-out",
        "Zoom out",
        "View",
        "Make the image smaller.",
        ("Ctrl+-",),
        lambda session: viewing.zoom(session, 0.8),
        has_image,
        group=1,
    ),
    Action(
        "window-auto",
        "Automatic window",
        "View",
        "Set brightness and contrast from the slice's own values.",
        ("A",),
        viewing.use_automatic_window,
        has_image,
        group=2,
    ),
    Action(
        "window-file",
        "Window of the file",
        "View",
        "Set brightness and contrast as the scanner asked for.",
        ("Shift+A",),
        viewing.use_file_window,
        has_image,
        group=2,
    ),
    Action(
        "window-fat",
        "Window for fat",
        "View",
        "Show dark what is muscle, and keep differences in bright fat apart.",
        (),
        lambda session: viewing.use_share_of_range(session, low=0.25, high=1.0),
        has_image,
        group=2,
    ),
    Action(
        "window-muscle",
        "Window for muscle",
        "View",
        "Spread the grey values of muscle; fat is white.",
        (),
        lambda session: viewing.use_share_of_range(session, low=0.0, high=0.5),
        has_image,
        group=2,
    ),
    Action(
        "smooth",
        "Smooth pixels",
        "View",
        "Interpolate between pixels when enlarged; off shows every pixel as a square.",
        ("I",),
        lambda session: viewing.toggle(session, "is_smooth"),
        is_checked=lambda now: now.view.is_smooth,
        group=3,
    ),
    Action(
        "right-drag-zooms",
        "Right drag zooms",
        "View",
        "Let the right button zoom instead of changing brightness and contrast; remembered.",
        (),
        lambda session: viewing.toggle(session, "right_drag_zooms"),
        is_checked=lambda now: now.view.right_drag_zooms,
        group=3,
    ),
    Action(
        "turn",
        "Turn the view by 90°",
        "View",
        "Turn the shown image clockwise; letters turn along and no number changes.",
        (),
        viewing.turn,
        has_image,
        group=3,
    ),
    Action(
        "mirror-view",
        "Mirror the view",
        "View",
        "Mirror the shown image; letters follow, the image says so, and no number changes.",
        (),
        lambda session: viewing.toggle(session, "is_mirrored"),
        has_image,
        lambda now: now.view.is_mirrored,
        group=3,
    ),
    Action(
        "upright",
        "View as stored",
        "View",
        "Undo turning and mirroring of the view.",
        (),
        viewing.upright,
        lambda now: now.view.is_reoriented,
        group=3,
    ),
    Action(
        "slices",
        "All slices",
        "View",
        "Show a table of all slices, with totals over many, in place of the numbers of this one.",
        ("Shift+T",),
        lambda session: viewing.toggle(session, "shows_slices"),
        has_image,
        lambda now: now.view.shows_slices,
        group=4,
    ),
    Action(
        "hide-annotations",
        "Hide annotations",
        "View",
        "Hide letters, scale bar and texts on the image.",
        ("F12",),
        lambda session: viewing.toggle(session, "hides_annotations"),
        is_checked=lambda now: now.view.hides_annotations,
        group=4,
    ),
    Action(
        "hide-patient",
        "Hide patient data",
        "View",
        "Hide everything on the screen that names the patient; remembered.",
        ("Shift+F12",),
        lambda session: viewing.toggle(session, "hides_patient"),
        is_checked=lambda now: now.view.hides_patient,
        group=4,
    ),
    Action(
        "full-screen",
        "Full screen",
        "View",
        "Use the whole screen.",
        ("F11",),
        None,
        is_checked=lambda _: False,
        group=4,
    ),
)
"""Actions of the menu View; the tools for the view follow them."""
