"""A typed text names the patient however it is written, and ordinary captions do not."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from viewer.core.identity import _NOBODY, _pairs, names_patient, resembles_person
from viewer.core.series import Identity

JANE = Identity("Doe^Jane", "MRN778899", "19610703", "20210519", "1.2.840.113619.2.5")


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe, MRN778899",
        "Doe_Jane_MRN778899.png",
        "a woman called jane",
        "JANE",
        "Doe, J.",
        "J. Doe",
        "DoeJane.png",
        "janedoe.png",
        "l45-Jane2.png",
        "mrn 778-899",
        "case 778899",
        "xMRN778899x",
        "born 1961-07-03",
        "born 3.7.1961",
        "born 07/03/1961",
        "born 3 July 1961",
        "born on the 3rd of July 1961",
        "July 3, 1961",
        "03.07.61",
        "19610703.png",
        "03071961",
        "MRI of 19 May 2021",
        "study 1.2.840.113619.2.5.",
        "1_2_840_113619_2_5.png",
    ],
)
def test_texts_that_name_the_patient(text):
    assert names_patient(text, JANE)
    assert names_patient(text.upper(), JANE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Axial T2-weighted MRI at L4/5; the multifidus is outlined on both sides (dashed lines).",
        "R, patient's right; L, patient's left; seen from the feet. Scale bar, 20 mm.",
        "The patient does well; janeway lesions are absent.",
        "doer and deer",
        "Fat fraction 40.0 % of 441 mm², 1961 to 2021, p. 778",
        "7788990 is another number, and so is 1778899",
        "3 June 1961 and 4 July 1961",
        "1.2.840.113619.2.55 and 11.2.840.113619.2.5",
        "figure-1.png",
    ],
)
def test_texts_that_do_not(text):
    assert not names_patient(text, JANE)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Müller^Ute", "Mueller"),
        ("Mueller^Ute", "MÜLLER"),
        ("Muller^Ute", "Müller.png"),
        ("Nuñez de la Cruz^Eva", "nunez"),
        ("O'Brien^Ann", "OBrien-figure"),
        ("O'Brien^Ann", "o’brien"),
        ("McDonald^Al", "McDonald"),
        ("Li^Wu", "Wu Li"),
        ("Dixon^Amy", "Amy Dixon"),
        ("Li^Wu", "liwu.svg"),
        ("Jane Doe", "Doe Jane"),
        ("Schmidt^Al", "lschmidt45.png"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "症例山田"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "TAROU"),
        ("Øster^Bo", "oster"),
        ("Øster^Bo", "OESTER"),
    ],
)
def test_names_in_every_spelling(name, text):
    assert names_patient(text, Identity(patient_name=name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("de la Cruz^Eva", "en el lado de la derecha"),
        ("Phantom^Synthetic", "A synthetic phantom"),
        ("Phantom^Synthetic", "phantom synthetic"),
        ("Phantom Synthetic", "phantom synthetic"),
        ("Real^tum01-dixon", "Real data: a Dixon in-phase slice"),
        ("Dixon^Amy", "a Dixon image"),
        ("Real^l45-t2", "a real T2 image at L4/5"),
        ("Anonymous", "anonymous volunteer"),
        ("Li^Wu", "li in the beginning, wu at the end"),
        ("Doe^Jane^^Prof^PhD", "the prof said"),
        ("", "anything"),
        ("^^^", "anything"),
        ("Marc^Al", "marcaine was injected"),
    ],
)
def test_words_that_are_no_names(name, text):
    assert not names_patient(text, Identity(patient_name=name))


@pytest.mark.parametrize(
    ("patient_id", "text", "is_named"),
    [
        ("1", "1 of 2", False),
        ("123", "123", False),
        ("1234", "case 1234", True),
        ("1234", "12345", False),
        ("ab12", "lab12", False),
        ("ab12", "AB-12", True),
        ("0000123456", "123456", True),
        ("sub-01", "sub-01", True),
        ("PHANTOM-1", "synthetic phantom", False),
        ("PHANTOM-1", "phantom 1", False),
        ("ANONYMOUS", "anonymous", False),
        ("l45-t2", "T2-weighted, at L4/5, T2", False),
        ("l45-t2", "l45-t2.png", False),
        ("L1234", "L1234", True),
        ("T2_SMITHX", "t2-smithx", True),
        ("", "x", False),
    ],
)
def test_patient_ids(patient_id, text, is_named):
    assert names_patient(text, Identity(patient_id=patient_id)) is is_named


@pytest.mark.parametrize("date", ["", "1961", "19611303", "abc", "1961-07-03"])
def test_dates_that_are_none(date):
    assert names_patient("1961-07-03", Identity(patient_birth_date=date)) is (date == "1961-07-03")


def test_a_study_uid_that_is_a_bare_number_is_in_no_text():
    assert not names_patient("slice 3 of 17", Identity(study_uid="17"))


letters = st.text(st.characters(whitelist_categories=("Lu", "Ll"), max_codepoint=0x17F), min_size=4, max_size=12)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(letters, letters, st.sampled_from([" ", "_", ", ", "-", "."]), st.booleans(), st.booleans())
def test_the_full_name_is_always_found(family, given_name, between, is_turned, is_lower):
    assume(not _NOBODY & {family.casefold(), given_name.casefold()})
    pair = (given_name, family) if is_turned else (family, given_name)
    text = f"figure {between.join(pair)} (a)"
    identity = Identity(patient_name=f"{family}^{given_name}")
    assert names_patient(text.lower() if is_lower else text, identity)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=12), st.text(max_size=9))
def test_any_text_is_compared_without_error(text, name, patient_id, date):
    assert names_patient(text, Identity(name, patient_id, date, date, patient_id)) in (True, False)


def test_broken_headers_cost_no_time():
    """Thousands of words in a name are not tried in every pair, nor is an endless id compared."""
    many = [["ef", "gh"] * 5_000] * 3
    assert 0 < len(set(_pairs(many))) <= len(list(_pairs(many))) < 2_000
    assert len(list(_pairs([["ef", "gh"] * 5_000]))) < 200
    text = "ab cd " * 800
    for hostile in ("ef gh^" * 10_000, "xy " * 10_000, "ab12" * 20_000, "a^" * 20_000, "=" * 30_000):
        assert not names_patient(text, Identity(hostile, hostile, hostile, hostile, hostile))


@pytest.mark.parametrize(
    "code",
    [
        *("Jane Roe", "Roe, Jane", "roe, jane", "ROE^JANE", "Roe Jane 2", "Jane_Roe", "Dr Jane Roe", "JANE ROE-SMITH"),
        *("Müller, Änne", "1961-07-03", "3.7.1961", "03/07/61", "b 19610703", "MRN1234567", "Jane-Roe"),
    ],
)
def test_a_code_that_looks_like_somebody(code):
    assert resembles_person(code)


@pytest.mark.parametrize(
    "code",
    [
        *("", "R1", "ST-1", "P001", "LBP-2024-001", "MRI LBP", "Reader One", "Reader A", "jr", "Roe", "Site Basel 12"),
        *("T2 L4/5", "Multifidus Study", "back pain", "case 123456", "Trial-Arm-B", "2024", "v1.2.3", "2024-11-R1"),
    ],
)
def test_a_usual_code_looks_like_nobody(code):
    assert not resembles_person(code)
