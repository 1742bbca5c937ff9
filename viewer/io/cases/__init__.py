"""A case to hand on: the needed slices built anew, and the project, in one zip that opens anywhere.

Every image is made from an allow-list of facts that numbers depend on, with fresh identifiers; nothing is ever made
by deleting from a copy of the input, and no name, date, description or identifier of the input gets in.
"""
