"""Every text of a bundle, ready to be written: caption, alternative text, long description, method, finding.

No text holds a name, a date or an identifier of the input.
"""

from dataclasses import dataclass

from viewer.core.figures.spec import FigureSpec
from viewer.figure.arranging.greys import windows_of
from viewer.figure.arranging.views import view_of
from viewer.figure.content import FigureContent
from viewer.figure.page import Page, ScaleBarMark
from viewer.figure.words.alternative import long_description
from viewer.figure.words.field_values import panel_letter
from viewer.figure.words.finding import finding_sentence
from viewer.figure.words.phrases import method_words
from viewer.figure.words.shown import Shown, ShownPanel, common
from viewer.measure.changes.change import Change
from viewer.measure.reporting.citations import CITATIONS


@dataclass(frozen=True, slots=True)
class BundleTexts:
    """Texts that go with a figure.

    Parameters
    ----------
    caption
        That of the page, and the display window.
    alt
        Alternative text of at most 200 characters, unless the user's own is longer.
    long_description
        Three to six plain sentences.
    methods
        How the fat was measured, with the work that the method comes from; '' where nothing was measured.
    finding
        The finding, one sentence per line; '' where nothing was measured.
    """

    caption: str
    alt: str
    long_description: str
    methods: str
    finding: str


def bundle_texts(
    page: Page, spec: FigureSpec, contents: tuple[FigureContent, ...], change: Change | None = None
) -> BundleTexts:
    """Every text that goes with a figure.

    Parameters
    ----------
    page, spec, contents
        The page, and the recipe and contents it was laid out from.
    change
        What changed, in a figure of two dates, where it was measured.
    """
    shown = shown_panels(page, spec, contents)
    return BundleTexts(
        caption=f"{page.caption} {_windows(shown)}",
        alt=page.alt,
        long_description=long_description(spec, shown),
        methods=_methods(contents),
        finding=finding_sentence(contents, change, shows_sides=spec.shows_sides),
    )


def shown_panels(page: Page, spec: FigureSpec, contents: tuple[FigureContent, ...]) -> Shown:
    """What was drawn of each panel, as far as the page tells it."""
    bars = {mark.panel: mark.represents_mm for mark in page.marks if isinstance(mark, ScaleBarMark)}
    letters = {
        i: tuple(mark.text for mark in page.texts("edge-letter") if mark.panel == i) for i in range(len(contents))
    }
    windows = windows_of(spec, contents)
    return tuple(
        ShownPanel(
            panel,
            content,
            view_of(i, spec, content).sides,
            windows[i],
            letters[i],
            bars.get(i),
        )
        for i, (panel, content) in enumerate(zip(spec.panels, contents, strict=True))
    )


def _windows(shown: Shown) -> str:
    """Display window of every panel; grey is linear within it."""
    window = common(shown, lambda one: one.window)
    if window is not None:
        return f"Display window, centre {window.center:.4g}, width {window.width:.4g}."
    parts = [f"{panel_letter(i)}, {one.window.center:.4g} and {one.window.width:.4g}" for i, one in enumerate(shown)]
    return f"Display windows (centre and width): {'; '.join(parts)}."


def _methods(contents: tuple[FigureContent, ...]) -> str:
    """Sentence of the method with its citation, and below it the cited work."""
    measurement = next((content.measurement for content in contents if content.rows), None)
    if measurement is None:
        return ""
    cited = CITATIONS.get(measurement.method.name)
    if cited is None:
        return f"Fat was told from muscle by {method_words(measurement)}."
    return f"Fat was told from muscle by {method_words(measurement)} [{cited.short}].\n\n{cited.full}"
