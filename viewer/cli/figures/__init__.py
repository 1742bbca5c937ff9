"""`multifidus figure`: from the words of the command line to a figure's file, its bundle and its report.

It puts words, recipe and slices together; it never lays out, measures or paints anything itself.
"""
