"""What commands are given: outlines, a slice, statements, projects; read from options and files.

It only puts parts together; it never computes a number and never writes a file.
"""
