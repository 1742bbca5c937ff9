"""What goes out with a figure: its bundle, its report, the sentence of its finding.

Everything is made in memory first, and nothing it makes ever holds a name, a date or a path of the input.
"""
