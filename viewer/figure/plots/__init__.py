"""Plots of validation and agreement: from statistics to a picture with its title and its words for who cannot see it.

`drawing` how every plot looks and becomes bytes · `errors`, `intervals`, `differences` the plots of a validation ·
`bland_altman` measured against measured. Colours can be told apart without red and green, every line has a marker of
its own, every axis its unit. It never measures, never reads or writes a file, and leaves no value out without a word.
"""
