"""From a page of marks to pixels, PDF or SVG: `pixels`, `pdf`, `svg`; and `places`, which says where marks are.

It never decides what is shown, where or how large: sizes come from the page. Matplotlib rasterises and writes PDF,
under settings of the program's own; an SVG is written as it is.
"""
