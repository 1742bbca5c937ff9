"""What things are: geometry, series of slices, grey values, outlines, coverage, the document.

Uses numpy and the standard library only. It never reads a file, never draws, never knows a widget, and no
value in it changes once made.
"""
