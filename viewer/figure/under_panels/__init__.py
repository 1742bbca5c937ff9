"""What is printed under the panels in black on white: the table of numbers, changes, the caption's lines.

Plain geometry on paper in mm; nothing in it measures, draws or knows a drawing library.
"""
