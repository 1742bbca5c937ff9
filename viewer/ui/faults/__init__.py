"""Faults that nobody foresaw, in the window: kept from leaving Python for Qt, reported, and told to the user.

A fault never ends the program, never opens a second dialog on top of the first, and nothing of it is printed.
"""
