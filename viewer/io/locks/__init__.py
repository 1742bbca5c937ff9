"""Who works on a file: a lock beside each open project, and whether the program that left one still runs.

A lock is advice between windows of this program; it never keeps a file from being read, and nothing in it is of a
patient.
"""
