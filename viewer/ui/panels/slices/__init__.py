"""All slices beside the image: the table of slices with totals below it, as the other page of the panel of numbers.

Nothing is measured in the window's thread, and nothing is known here that `viewer.app.slices` does not say.
"""
