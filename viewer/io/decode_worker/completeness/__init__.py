"""Whether compressed data reach to their last pixel: decoders fill what is missing and say nothing.

Runs inside the worker. It never repairs anything, and never judges data that only look odd.
"""
