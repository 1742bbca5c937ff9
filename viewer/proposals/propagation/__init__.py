"""Outlines carried from slice to slice: to the same place in the patient, along with the image, between outlined ones.

It works on points and pixel values of slices that were read elsewhere; it never reads a file, never replaces what
somebody drew, and what it gives is a proposal.
"""
