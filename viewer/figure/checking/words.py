"""The words that go with the figure: alternative text, caption, live fields that have no value."""

from collections.abc import Iterator
from dataclasses import replace

from viewer.core.figures.marks import Arrow
from viewer.figure.checking.finding import Finding, Fix, Inquiry
from viewer.figure.checking.typed.texts import typed_texts
from viewer.figure.page import ScaleBarMark
from viewer.figure.words.fields import empty_fields
from viewer.figure.words.phrases import ALT_MAXIMUM


def alternative_text(asked: Inquiry) -> Iterator[Finding]:
    """Whether the alternative text is there and short."""
    alt = asked.page.alt
    fix = Fix("Use the generated text", replace(asked.spec, alt=None)) if asked.spec.alt is not None else None
    if not alt.strip():
        yield Finding(
            "no-alt-text",
            "problem",
            "The alternative text is empty.",
            "Write one, or leave it out to get ours.",
            fix,
        )
    elif len(alt) > ALT_MAXIMUM:
        yield Finding(
            "long-alt-text",
            "note",
            f"The alternative text has {len(alt)} characters; readers expect up to {ALT_MAXIMUM}.",
            "Shorten it and keep the rest for the caption.",
            fix,
        )


def caption(asked: Inquiry) -> Iterator[Finding]:
    """Whether there is a caption; an own one that is empty leaves only what must be said."""
    if asked.spec.caption is not None and not asked.spec.caption.strip():
        yield Finding(
            "no-caption",
            "problem",
            "The caption is empty.",
            "Write one, or leave it out to get ours.",
            Fix("Use the generated caption", replace(asked.spec, caption=None)),
        )


def fields_without_value(asked: Inquiry) -> Iterator[Finding]:
    """Whether every live field has a value."""
    bar = next((mark.represents_mm for mark in asked.page.marks if isinstance(mark, ScaleBarMark)), None)
    texts = [typed for typed in typed_texts(asked.spec) if typed.place != "name"]
    empty = [
        name
        for typed in texts
        for name in empty_fields(typed.text, asked.spec, asked.contents, typed.panel, scale_bar_mm=bar)
    ]
    for name in dict.fromkeys(empty):
        yield Finding(
            "empty-field",
            "problem",
            f"The live field {{{name}}} has no value here and shows '–'.",
            "Measure the outline, name the panel as in {b.right.area}, or take the field out.",
        )


def unexplained_arrows(asked: Inquiry) -> Iterator[Finding]:
    """Whether every arrow is explained: by its label, or by the user's own caption."""
    bare = any(isinstance(mark, Arrow) and not mark.text.strip() for mark in asked.spec.marks)
    if bare and "arrow" not in asked.page.caption.casefold():
        yield Finding(
            "unexplained-arrow",
            "note",
            "An arrow has no label, and the caption does not say what it points at.",
            "Give it a label, or name the arrow in a caption of your own; journals ask for it.",
        )
