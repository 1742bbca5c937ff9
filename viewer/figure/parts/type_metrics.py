"""Widths of text set in DejaVu Sans, so that a page is laid out without any drawing library.

The tables are the advance widths of the fonts that ship with matplotlib (in 1/2048 of the type size); an
accented letter is as wide as its base. A test compares them with the font files.
"""

import unicodedata
from functools import cache

MM_PER_PT = 25.4 / 72.0
"""Millimetres in a typographic point (1/72 inch)."""

CAP_HEIGHT = 1493 / 2048
"""Height of a capital letter as a part of the type size (both weights)."""

DESCENT = 483 / 2048
"""Depth below the baseline as a part of the type size (both weights)."""

LINE_PITCH = 1.25
"""Distance between baselines of wrapped text as a part of the type size."""

_UNITS = 2048
_UNKNOWN = 1434
_UNITS_OF_NUMBERS = frozenset({"mm", "mm²", "px", "%", "points"})

_REGULAR: dict[int, str] = {
    465: "′",
    563: "'",
    569: "ijlı",
    582: "ł",
    604: "IJΙ",
    651: " ,.\xa0\xb7\u2018\u2019",
    690: "/:;\\|¦",
    693: "ι",
    721: "f",
    739: "-",
    765: "″",
    799: "()[]",
    803: "t",
    821: "!¡²³¹₂",
    842: "r",
    942: '"',
    965: "ªº",
    1024: "*_`§¨¯°´¸–†‡",
    1061: "“”",
    1067: "s",
    1075: "z",
    1087: "?¿",
    1107: "ε",
    1114: "ζ",
    1126: "c",
    1141: "LΓ",
    1142: "ξ",
    1144: "ν",
    1151: "Ł",
    1178: "F",
    1183: "χ",
    1185: "υ",
    1186: "k",
    1202: "ς",
    1207: "κ",
    1208: "•",
    1212: "vxyγλ",
    1233: "πτ",
    1235: "PΡ",
    1239: "Þ",
    1251: "TYΤΥ",
    1253: "o«»ðøδθο",
    1255: "a",
    1260: "e",
    1290: "ß",
    1294: "EΕΞΣ",
    1298: "hnuησ",
    1300: "Sbdgpqþρ",
    1303: "$0123456789{}¢£¤¥µ¶μ€",
    1305: "√",
    1307: "β",
    1343: "KΚ",
    1350: "α",
    1351: "φψ",
    1401: "AVΑΔΛ",
    1403: "XZΖΧ",
    1405: "BΒ",
    1423: "R",
    1430: "C",
    1499: "U",
    1532: "NΝ",
    1540: "HΗΠ",
    1565: "Ω",
    1577: "D",
    1587: "GÐ",
    1597: "&",
    1612: "OQØΘΟΦΨ",
    1675: "w",
    1706: "∞",
    1715: "ω",
    1716: "#+<=>^~¬±×÷←↑→↓−≈≤≥∼",
    1767: "MΜ",
    1946: "%",
    1985: "¼½¾",
    1995: "mÆ",
    2011: "æ",
    2025: "W",
    2048: "@©®—…",
    2095: "œ",
    2191: "Œ",
    2748: "‰",
}
_BOLD: dict[int, str] = {
    540: "′",
    627: "'",
    702: "ijlı",
    713: " \xa0",
    748: "/\\|¦",
    760: "ł",
    762: "IJΙ",
    778: ",.·‘’",
    798: "ι",
    819: ":;",
    850: "-",
    891: "f",
    897: "²³¹₂",
    915: "″",
    934: "!¡",
    936: "()[]",
    979: "t",
    1010: "r",
    1024: "_`§¨¯°´¸–†‡",
    1067: '"',
    1071: "*",
    1140: "ε",
    1155: "ªº",
    1188: "?¿",
    1192: "z",
    1210: "ζξ",
    1214: "cς",
    1219: "s",
    1294: "Ξ",
    1296: "λ",
    1303: "¤¶",
    1305: "LΓ",
    1307: "τ",
    1309: "•",
    1315: "Ł",
    1321: "xχ",
    1323: "«»",
    1335: "vy",
    1346: "“”",
    1362: "k",
    1366: "√",
    1382: "a",
    1383: "υ",
    1389: "e",
    1395: "γν",
    1397: "TΤ",
    1399: "EFΕΣ",
    1407: "oðøαδθο",
    1425: "$0123456789¢£¥€",
    1455: "κ",
    1458: "hnu{}η",
    1466: "bdgpqþβρ",
    1473: "ß",
    1475: "S",
    1483: "YΥ",
    1485: "ZΖ",
    1501: "PΡ",
    1503: "C",
    1507: "µμ",
    1511: "Þ",
    1561: "BΒ",
    1577: "R",
    1579: "XΧ",
    1585: "AVΑΔΛ",
    1587: "KΚ",
    1595: "σ",
    1602: "φ",
    1620: "π",
    1626: "ψ",
    1663: "U",
    1681: "G",
    1700: "D",
    1706: "∞",
    1714: "HNΗΝΠ",
    1716: "#+<=>^~¬±Ð×÷←↑→↓−≈≤≥∼",
    1740: "Ψ",
    1741: "OQØΘΟΦΩ",
    1780: "ω",
    1786: "&",
    1892: "w",
    2038: "MΜ",
    2048: "@©®—…",
    2052: "%",
    2120: "¼½¾",
    2134: "m",
    2146: "æ",
    2222: "Æ",
    2241: "œ",
    2259: "W",
    2390: "Œ",
    2949: "‰",
}


def width_mm(text: str, *, size_pt: float, is_bold: bool = False) -> float:
    """Width of one line of text in mm, without kerning.

    Parameters
    ----------
    text
        One line.
    size_pt
        Type size in pt.
    is_bold
        Bold instead of regular weight.
    """
    widths = _widths(is_bold=is_bold)
    units = sum(widths.get(base, _UNKNOWN) for base in map(_base, text))
    return units / _UNITS * size_pt * MM_PER_PT


def unknown_characters(text: str) -> str:
    """Characters that the figure's type does not hold, each once, in the order met."""
    widths = _widths(is_bold=False)
    return "".join(dict.fromkeys(c for c in text if not c.isspace() and _base(c) not in widths))


def wrap(text: str, *, size_pt: float, measure_mm: float) -> tuple[str, ...]:
    """Lines of text no wider than a measure, broken at spaces; a word that is wider is broken inside.

    Parameters
    ----------
    text
        Any text; runs of white space count as one space. A number stays on one line with its unit.
    size_pt
        Type size in pt.
    measure_mm
        Width of the column in mm.
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(_with_units(text.split()), size_pt=size_pt, measure_mm=measure_mm):
        candidate = f"{line} {word}" if line else word
        if line and width_mm(candidate, size_pt=size_pt) > measure_mm:
            lines.append(line)
            candidate = word
        line = candidate
    return (*lines, line) if line else tuple(lines)


def _with_units(words: list[str]) -> list[str]:
    """Words, with each unit joined to the number before it by a space at which no line is broken."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1][-1].isdigit() and word.rstrip(".,;") in _UNITS_OF_NUMBERS:
            joined[-1] = f"{joined[-1]} {word}"
        else:
            joined.append(word)
    return joined


def _pieces(words: list[str], *, size_pt: float, measure_mm: float) -> list[str]:
    pieces = []
    for word in words:
        rest = word
        while width_mm(rest, size_pt=size_pt) > measure_mm and len(rest) > 1:
            end = 1
            while end < len(rest) and width_mm(rest[: end + 1], size_pt=size_pt) <= measure_mm:
                end += 1
            pieces.append(rest[:end].rstrip())
            rest = rest[end:].lstrip()
        pieces.append(rest)
    return pieces


def _base(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0]


@cache
def _widths(*, is_bold: bool) -> dict[str, int]:
    table = _BOLD if is_bold else _REGULAR
    return {character: units for units, characters in table.items() for character in characters}
