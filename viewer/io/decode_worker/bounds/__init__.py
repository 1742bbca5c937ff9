"""Bounds that the program puts round its worker from outside: time and memory by a watch, a job object on Windows.

What the worker puts on itself is in `limits`. On Linux that is the first line and this the second; macOS does not
enforce a limit of the address space, and Windows knows none, so there these are the first. It never reads what a
worker decodes, and never ends a process but the worker it was made for.
"""
