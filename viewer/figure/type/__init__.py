"""The figure's type: the fonts that travel with the program, and how wide and high its letters are.

It never draws, and never takes a font from the machine it runs on: the same figure has the same letters everywhere.
"""
