"""The presets that come with the program are sound data, with a source each."""

import json
from datetime import date
from pathlib import Path

import pytest

import viewer.figure.presets
from viewer.core.figures.spec import DEFAULT_PRESET, FigureSpec
from viewer.errors import UsageError
from viewer.figure.encoding import ENCODERS
from viewer.figure.presets import PRESETS, Preset, is_built_in, preset, resolve_preset, to_record, to_text

OWN = Preset("my-journal", "My journal, one column", 80.0, is_own=True)

WIDTHS_MM = {
    "springer-single": 84.0,
    "springer-double": 174.0,
    "elsevier-single": 90.0,
    "elsevier-onehalf": 140.0,
    "elsevier-double": 190.0,
    "bmc-single": 85.0,
    "bmc-double": 170.0,
    "nature-single": 89.0,
    "nature-double": 183.0,
    "rsna-single": 86.0,
    "rsna-double": 178.0,
    "spine-single": 86.0,
    "spine-double": 178.0,
    "bmj-single": 86.0,
    "bmj-double": 178.0,
}
"""What the publishers' guides say, mm."""


def test_presets_are_sound_data():
    names = [p.name for p in PRESETS]
    assert len(set(names)) == len(names)
    for p in PRESETS:
        low, high = p.text_range_pt
        assert low <= p.text_pt <= p.letter_pt <= high, p.name
        assert p.dpi_range[0] <= p.dpi <= p.dpi_range[1], p.name
        assert p.formats and p.source and p.line_min_pt < FigureSpec().style.line_pt
        assert {f".{ending}" for ending in p.formats} <= set(ENCODERS), p.name
        assert preset(p.name) is p
        assert not p.is_own and is_built_in(p.name)
    assert min(p.width_mm for p in PRESETS) == preset(DEFAULT_PRESET).width_mm


def test_widths_are_the_publishers():
    assert {p.name: p.width_mm for p in PRESETS if p.kind == "journal" and p.name != "plos"} == WIDTHS_MM
    plos = preset("plos")
    assert (plos.min_width_mm, plos.max_width_mm, plos.max_height_mm) == (66.8, 190.5, 222.3)
    assert plos.min_width_mm <= plos.width_mm <= plos.max_width_mm


def test_screens_get_exact_pixels():
    for name, width, height in (("blog", 1600, None), ("link-preview", 1200, 630), ("slide", 1920, 1080)):
        found = preset(name)
        assert found.width_mm / 25.4 * found.dpi == pytest.approx(width, abs=1e-6)
        assert found.height_mm is None if height is None else round(found.height_mm / 25.4 * found.dpi) == height
        assert found.is_for_web
    assert {p.name: p.kind for p in PRESETS if p.kind != "journal"} == {
        "blog": "web",
        "link-preview": "web",
        "slide": "talk",
        "poster": "talk",
    }


def test_words_survive_where_people_stand():
    """A phone shows the blog figure 600 pixels wide; a slide's words are a 30th of its height or more; a poster's
    figure is placed three times as large."""
    blog, slide, poster = preset("blog"), preset("slide"), preset("poster")
    assert blog.text_pt / 72 * blog.dpi * 600 / 1600 > 14
    assert slide.text_pt / 72 * slide.dpi > 1080 / 30
    assert (poster.text_pt * 3, poster.width_mm * 3, poster.dpi / 3) == (24, 300, 300), "as placed on the poster"


def test_only_presets_without_a_source_are_unverified():
    assert {p.name.split("-")[0] for p in PRESETS if not p.is_verified} == {"rsna", "spine", "bmj"}
    for p in PRESETS:
        if p.kind == "journal" and p.is_verified:
            assert p.source_url.startswith("https://"), p.name
        if p.checked:
            assert p.is_verified and date.fromisoformat(p.checked) >= date(2026, 1, 1), p.name


def test_presets_are_data_and_not_code():
    """Every number of the presets is in the data file; no module of the folder names an outlet."""
    folder = Path(viewer.figure.presets.__file__).parent
    publishers = json.loads((folder / "presets.json").read_text("utf-8"))
    assert [entry["name"] for publisher in publishers for entry in publisher["presets"]] == [p.name for p in PRESETS]
    for module in folder.glob("*.py"):
        assert not any(word in module.read_text("utf-8") for word in ("Elsevier", "Springer", "RSNA")), module.name


def test_an_unknown_name_lists_the_known_ones_and_the_own_ones():
    with pytest.raises(UsageError, match=r"no preset 'x'; choose one of springer-single, .*poster, my-journal\.$"):
        preset("x", own=(OWN,))
    with pytest.raises(UsageError, match="no preset 'ab'"):
        preset("a\x1bb")


def test_own_presets_are_found_after_the_built_in_ones():
    taken = Preset("plos", "Not PLOS", 100.0, is_own=True)
    assert preset("my-journal", own=(OWN,)) is OWN
    assert preset("plos", own=(taken,)).outlet == "PLOS, text column"


def test_a_recipe_brings_its_own_preset_with_it():
    for embedded in (to_text(OWN), to_record(OWN)):
        found = resolve_preset("my-journal", embedded)
        assert (found.width_mm, found.is_own) == (80.0, True)
    elsewhere = Preset("my-journal", "Another one", 99.0, is_own=True)
    assert resolve_preset("my-journal", to_text(OWN), own=(elsewhere,)).width_mm == 80.0
    assert resolve_preset("my-journal", "", own=(elsewhere,)).width_mm == 99.0
    assert resolve_preset("blog", None) is preset("blog")


def test_an_embedded_preset_cannot_pretend():
    with pytest.raises(UsageError, match="another name than it asks for"):
        resolve_preset("blog", to_text(OWN))
    with pytest.raises(UsageError, match="comes with the program"):
        resolve_preset("plos", to_text(Preset("plos", "Not PLOS", 100.0)))
