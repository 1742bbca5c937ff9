"""What commands can be given in place of images and words: a project with both.

It only puts parts together; it never computes a number and never writes a file.
"""
