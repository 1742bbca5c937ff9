"""The figure's recipe as a value: panels, marks, style, words, and how it is stored as JSON.

It lives in the document, so that every change of a figure is a step of undo and the project holds it. Nothing here
knows how a figure is drawn, and a recipe never holds a pixel, a name or an identifier of the input: slices are named
by their fingerprints.
"""
