"""Every method on phantoms of known truth: conditions, measuring, statistics and the targets they are held against.

`grid` which phantoms · `phantoms` a condition as an image with outlines · `running` measures them in several
processes · `results` what comes out · `statistics` errors per method · `targets` what was to be reached.

Seeds from 10,000 on are only for judging: nothing in the program was tuned on them, and no test that shaped a method
uses them. It never changes a method, never leaves out an image that went badly, and writes no file.
"""
