"""The journal: every action of the document, in a small database of its own for each run and study.

It is made of the allow-listed records of projects. It never holds an identifier of the input (only its fingerprint), a
name of a person, a folder, a file or a pixel; what is read of it is checked piece by piece, and never trusted.
"""
