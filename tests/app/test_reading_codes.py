"""Codes go from one study to the next, but never become the name of a patient."""

from dataclasses import replace

import numpy as np

from tests.memory import image, series
from viewer.app.reading_codes import code_warnings, codes_for
from viewer.core.document import ReadingCodes
from viewer.core.series import Identity, Study

STUDY = Study(series=(replace(series(image(np.zeros((4, 4)))), identity=Identity("Doe^Jane", "MRN77881")),))


def test_the_remembered_reader_fills_what_was_not_typed():
    assert codes_for(STUDY, ReadingCodes(), reader="R1") == ReadingCodes(reader="R1")
    typed = ReadingCodes(study="ST", reader="R2", reading=2)
    assert codes_for(STUDY, typed, reader="R1") == typed


def test_codes_that_would_name_this_patient_are_left_out():
    assert codes_for(STUDY, ReadingCodes(study="ST", reader="Jane D."), reader="R1") == ReadingCodes()
    assert codes_for(STUDY, ReadingCodes(), reader="MRN77881") == ReadingCodes()


def test_codes_that_look_like_a_person_are_warned_of_without_repeating_them():
    assert code_warnings(ReadingCodes("ST-1", "R1", 1)) == ()
    [said] = code_warnings(ReadingCodes("ST-1", "Roe, Richard"))
    assert said.startswith("The reader code looks like a name")
    assert "Roe" not in said
    assert len(code_warnings(ReadingCodes("12345678", "Jane Roe"))) == 2


def test_codes_of_a_foreign_project_that_nobody_could_type_here_go_no_further():
    for code in ("x" * 65, "a\nb", "\u202eR1"):
        assert codes_for(STUDY, ReadingCodes(study=code), reader="R1") == ReadingCodes()
        assert codes_for(STUDY, ReadingCodes(), reader=code) == ReadingCodes()
