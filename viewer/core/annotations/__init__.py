"""What a user says of images beside outlining: statements, marks, levels, readings.

Nothing here measures, and no mark ever changes a pixel.
"""
