"""JSON records that the program writes and reads back: bounded reading, seals, and names that may become files.

What is read is never trusted and nothing of it is ever executed; a value that is not what was written is refused or
left out, never used in place of another.
"""
