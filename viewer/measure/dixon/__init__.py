"""Fat told from water by the scanner: the images that belong together, and the fat and water signal on one grid.

- `roles`    which image is a water, fat, fat-fraction, in-phase or opposed-phase image
- `finding`  the images of a study that lie on the grid of a slice
- `noise`    what noise adds to weak signal, and how it is taken off
- `maps`     from images to fat and water signal

It never resamples: images on another grid are not used. It never guesses a role from pixels.
"""
