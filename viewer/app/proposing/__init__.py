"""Outlines that the program proposes: tasks, copies to other slices, accepting and rejecting.

Nothing here computes a border, and nothing proposed ever counts as accepted by itself.
"""
