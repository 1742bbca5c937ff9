"""Flags: each says what was found, why it matters and what to do; levels go down the table."""

import pytest

from viewer.measure.flags import FLAGS, flag, in_order


@pytest.mark.parametrize("kind", FLAGS, ids=lambda kind: kind.identifier)
def test_every_flag_says_what_why_and_what_to_do_in_one_sentence_each(kind):
    for text in (kind.sentence, kind.why, kind.remedy):
        assert text.endswith(".") and text[0].isupper()
        assert ". " not in text
        assert len(text) <= 160, "it stands in a narrow panel"


@pytest.mark.parametrize("kind", FLAGS, ids=lambda kind: kind.identifier)
def test_identifiers_are_fixed_words_with_dashes(kind):
    assert kind.identifier == kind.identifier.lower()
    assert set(kind.identifier) <= set("abcdefghijklmnopqrstuvwxyz-")
    assert flag(kind.identifier) is kind


def test_the_worst_flag_comes_first():
    levels = [kind.level for kind in FLAGS]
    assert levels == sorted(levels, reverse=True)
    assert in_order({"thick-slice", "lossy", "one-mode"}) == ("one-mode", "lossy", "thick-slice")


def test_a_cause_comes_before_what_follows_from_it():
    """Where fat is suppressed, no method helps: what to do about one mode would be wrong."""
    assert in_order({"one-mode", "fat-suppressed"})[0] == "fat-suppressed"
    assert in_order({"one-mode", "air"})[0] == "air"
