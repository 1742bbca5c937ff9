"""Words about a figure: caption, alternative text, how the picture was made.

Built from an allow-list of facts (geometry, timing, method, numbers, flags). Descriptions, names,
identifiers and paths of the input are never looked at.
"""

from viewer.core.figures.spec import FigureSpec
from viewer.figure.words.alternative import alternative_text
from viewer.figure.words.fields import resolve_fields
from viewer.figure.words.phrases import capital, method_words
from viewer.figure.words.sentences import (
    arrow_sentence,
    fat_map_sentence,
    head_sentence,
    inset_sentence,
    key_sentence,
    mirrored_sentence,
    number_sentences,
    obligatory_sentences,
    panels_sentence,
    says_mirrored,
    scale_sentence,
    subject_of,
    window_sentence,
)
from viewer.figure.words.shown import Shown, ShownPanel, Words, common

__all__ = ["ShownPanel", "Words", "describe_panels"]


def describe_panels(spec: FigureSpec, shown: Shown) -> Words:
    """Words about a figure of one or more panels, live fields resolved.

    Parameters
    ----------
    spec
        The recipe; its own caption and alternative text, where there are any, are taken.
    shown
        What was drawn of each panel, in their order.

    Raises
    ------
    UsageError
        If a live field of the user's own words is unknown.
    """
    contents = tuple(one.content for one in shown)
    bar = next((one.scale_bar_mm for one in shown if one.scale_bar_mm is not None), None)
    own, own_alt = (
        None if text is None else resolve_fields(text, spec, contents, scale_bar_mm=bar)
        for text in (spec.caption, spec.alt)
    )
    return Words(
        title=capital(subject_of(shown)),
        caption=_caption(spec, shown, own),
        alt=own_alt if own_alt is not None else alternative_text(spec, shown),
        process=_process(shown),
    )


def _caption(spec: FigureSpec, shown: Shown, own: str | None) -> str:
    """The user's caption or ours, and after it what must be said."""
    if own is None:
        sentences = [
            head_sentence(spec, shown),
            panels_sentence(shown),
            fat_map_sentence(shown),
            *number_sentences(shown, has_table=spec.shows_numbers),
            key_sentence(shown),
            scale_sentence(shown),
            arrow_sentence(spec, tuple(one.content for one in shown)),
            inset_sentence(spec, shown),
            window_sentence(spec, shown),
        ]
    else:
        sentences = [own, "" if says_mirrored(own) else mirrored_sentence(shown)]
    sentences += [sentence for sentence in obligatory_sentences(shown) if sentence not in (own or "")]
    return " ".join(sentence for sentence in sentences if sentence)


_ORIGINS = {
    "geometry": "sides from the image's orientation",
    "stated": "sides as stated by the user",
    "hidden": "sides not shown",
    "unknown": "side unknown",
    "off-plane": "near-sagittal slice",
}


def _process(shown: Shown) -> str:
    """How the picture was made, for the file's metadata."""
    window = common(shown, lambda one: one.window)
    origins = dict.fromkeys(_ORIGINS[one.sides.state] for one in shown)
    shown_by = "windows differ" if window is None else f"window {window.center:g},{window.width:g}"
    measured = next((one.content.measurement for one in shown if one.content.measurement is not None), None)
    parts = [shown_by, *origins, *([] if measured is None else [f"fat by {method_words(measured)}"])]
    return "; ".join(parts)
