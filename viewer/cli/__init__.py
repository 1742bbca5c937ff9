"""The command line: one module per command; puts the parts together and nothing else.

It never computes a number: what it prints comes from `measure`, `app` and `io`.
"""
