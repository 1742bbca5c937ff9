"""Totals of a muscle over many slices: volume, fat and muscle volume, fat fraction, from rows that were measured.

Nothing here reads a pixel or measures an outline anew, and nothing is added up that the places of the slices in the
patient do not bear out: such a volume is withheld, and a sentence says why.
"""
