"""Figures of a study: what a recipe shows, how its panels are arranged, and how it is edited.

It knows neither window nor mouse and never draws: it answers with recipes, contents and sentences.
"""
