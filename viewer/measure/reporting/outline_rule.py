"""How area and pixels follow from an outline, in words."""

from collections.abc import Iterable, Sequence

from viewer.core.outline import Outline, OutlineRule, Point

POLYGON_RULE = "exact polygon area; pixels by exact coverage"
"""Of an outline that was drawn."""

EDGE_RULE = "pixel edges; area is the number of pixels"
"""Of a mask, which becomes an outline along the edges of its pixels."""


BORDER_WORDS: dict[OutlineRule, str] = {
    OutlineRule.FASCIAL: "along the fascial border, fat inside it included",
    OutlineRule.VISIBLE: "along the visible muscle border, fat under the fascia left out",
    OutlineRule.UNSTATED: "by a rule that was not stated (fascial or visible muscle border)",
}
"""Where an outline was drawn, for sentences."""

MIXED_BORDERS = "Outlines follow different borders ({}): compare their areas with care."
"""Said where not all outlines were drawn by one rule, with the rules that were."""


def borders_of(outlines: Iterable[Outline]) -> tuple[OutlineRule, ...]:
    """Rules that outlines were drawn by, each once, the usual one first."""
    found = {outline.rule for outline in outlines}
    return tuple(rule for rule in OutlineRule if rule in found)


def border_sentence(outlines: Iterable[Outline]) -> str:
    """How outlines were drawn, as a sentence; '' without any."""
    rules = borders_of(outlines)
    if len(rules) == 1:
        return f"Outlines were drawn {BORDER_WORDS[rules[0]]}."
    return MIXED_BORDERS.format(", ".join(rules)) if rules else ""


def rule_of(outline: Outline) -> str:
    """How area and pixels follow from an outline.

    A mask becomes an outline along pixel edges, so that its area is its number of pixels; of any other
    polygon the area is exact and pixels count by the part of them inside.

    Parameters
    ----------
    outline
        With rings in pixels.
    """
    return EDGE_RULE if all(_follows_pixel_edges(ring) for ring in outline.rings) else POLYGON_RULE


def _follows_pixel_edges(ring: Sequence[Point]) -> bool:
    """Whether a ring runs between pixels only: corners at half pixels, edges along rows or columns."""
    is_at_corners = all(v % 1.0 == 0.5 for point in ring for v in point)
    return is_at_corners and all(a[0] == b[0] or a[1] == b[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))
