"""What the menus offer for handing on: print, bundle, report, case, and the sentence of the finding."""

from viewer.app.actions.action import Action, has_outlines, has_outlines_here

PUBLISHING: tuple[Action, ...] = (
    Action(
        "copy-finding",
        "Copy finding sentence",
        "Measure",
        "Copy what was found on this slice as a sentence with intervals, such as for a letter or a paper.",
        (),
        None,
        has_outlines_here,
    ),
    Action(
        "print-figure",
        "Print figure…",
        "Figure",
        "Print the figure of this slice at its true size.",
        ("Ctrl+P",),
        None,
        has_outlines_here,
        group=1,
    ),
    Action(
        "save-report",
        "Report…",
        "Figure",
        "Save one page with the figure, its numbers and intervals, flags and method, as PDF.",
        (),
        None,
        has_outlines_here,
        group=1,
    ),
    Action(
        "save-bundle",
        "Save bundle…",
        "Figure",
        "Save a folder with the figure, its plain twin, caption, alternative texts, methods, numbers and recipe.",
        (),
        None,
        has_outlines_here,
        group=1,
    ),
    Action(
        "export-case",
        "Export case…",
        "File",
        "Save the slices that are needed, without who they are of, with outlines and figures in one file to hand on.",
        (),
        None,
        has_outlines,
        group=1,
    ),
)
"""Actions of the menus File, Measure and Figure that hand something on."""
