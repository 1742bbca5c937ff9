"""What must hold before outlines are measured or compared, and what is withheld where it does not.

It never corrects an outline and never guesses a side.
"""
