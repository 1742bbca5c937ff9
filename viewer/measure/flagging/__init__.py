"""What raises flags: the header, the outlined pixels, the scale of the slice, and what was measured.

The flags themselves, with their levels and sentences, are in `viewer.measure.flags`. It never changes a number.
"""
