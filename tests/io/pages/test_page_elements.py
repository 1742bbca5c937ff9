"""Pieces of pages: text never becomes markup, nothing is fetched, a row's kind colours only its last cell."""

import base64
import re

from viewer.io.pages import Picture, Table, figure_html, page_html, table_html


def test_text_is_never_markup():
    table = Table("a < b", ("<i>",), (("x & y",),))
    picture = Picture("p", "<title>", 'say "no"', b"png")
    html = page_html("<script>", [table_html(table), "", figure_html(picture)])
    assert "<script>" not in html
    assert "<i>" not in html
    for text in ("a &lt; b", "&lt;i&gt;", "x &amp; y", "&lt;title&gt;", 'alt="say &quot;no&quot;"'):
        assert text in html


def test_a_picture_is_within_the_page():
    html = figure_html(Picture("p", "Plot", "words", b"bytes of a png"))
    [data] = re.findall(r'src="data:image/png;base64,([^"]+)"', html)
    assert base64.b64decode(data) == b"bytes of a png"


def test_a_kind_marks_the_last_cell_of_its_row():
    html = table_html(Table("t", ("what", "verdict"), (("a", "✗ missed"), ("b", "–")), ("missed", "")))
    assert '<td>a</td><td class="missed">✗ missed</td>' in html
    assert "<td>b</td><td>–</td>" in html


def test_a_picture_has_a_file_of_every_kind_that_it_holds():
    assert Picture("p", "", "", b"1").files == {"p.png": b"1"}
    assert Picture("p", "", "", b"1", b"2").files == {"p.png": b"1", "p.svg": b"2"}
