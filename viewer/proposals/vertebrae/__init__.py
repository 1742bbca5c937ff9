"""Counting vertebrae from one that was named: the others of the column, found on a sagittal image.

It finds centres and never names them: which vertebra is which is counted from what a person said.
"""
