"""A figure that would name the patient, or might, is not made; the refusal never repeats what it found."""

from pathlib import Path

import pytest

from tests.figure.figure_scene import JANE, a_content
from viewer.core.figures.spec import FigureSpec
from viewer.core.series import Acquisition, Identity
from viewer.errors import PatientDataError
from viewer.figure.encoding import make_figure

NAMED = [
    "Jane Doe, MRN778899",
    "A woman called jane",
    "Doe, J.",
    "DOE-JANE",
    "mrn 778 899",
    "Born 3 July 1961.",
    "Study 1.2.840.113619.2.5",
]


def refused(spec=None, content=None, name="figure.svg"):
    with pytest.raises(PatientDataError) as error:
        make_figure(spec or FigureSpec(), content or a_content(), Path(name))
    message = str(error.value)
    assert error.value.exit_status == 4 and message.endswith(".") and message[:-1].count(". ") == 0
    assert not any(secret in message.lower() for secret in ("jane", "doe", "778", "1961", "113619"))
    return message


@pytest.mark.parametrize("text", NAMED)
def test_typed_texts_that_name_the_patient_are_refused(text):
    assert "caption" in refused(FigureSpec(caption=text))
    assert "alternative text" in refused(FigureSpec(alt=text))


@pytest.mark.parametrize(
    "name", ["Doe_Jane_MRN778899.png", "l45_jane.svg", "JaneDoe.pdf", "778899.tiff", "19610703.jpg", "1.2.3.4567.png"]
)
def test_file_names_that_name_the_patient_are_refused(name):
    assert "file name" in refused(name=name)


def test_folders_of_the_output_are_not_looked_at_and_ordinary_words_pass():
    spec = FigureSpec(caption="Axial slice at L4/5; the doe and the jar.", alt="Two dashed outlines")
    data, _ = make_figure(spec, a_content(), Path("/home/jane/Doe^Jane/figure-1.svg"))
    assert data.startswith(b"<?xml")


def test_nobody_is_named_where_nobody_is_known():
    assert make_figure(FigureSpec(caption="Jane Doe"), a_content(identity=Identity()), Path("a.svg"))[0]


def test_text_burned_into_the_pixels_is_refused_until_somebody_has_looked():
    content = a_content(acquisition=Acquisition(has_burned_in_text=True))
    assert "pixels may name the patient" in refused(content=content)
    assert "--reviewed" in refused(FigureSpec(crop_mm=60.0), content)
    for known in (False, None):
        assert make_figure(FigureSpec(), a_content(acquisition=Acquisition(has_burned_in_text=known)), Path("a.svg"))[0]


def test_the_identity_shows_in_no_repr():
    assert JANE.patient_id not in repr(a_content())
