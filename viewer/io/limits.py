"""How large an image of any kind may be; the limits of the decode worker's own process stand with it."""

MAX_SIDE_PX = 8192
"""Most rows or columns, in pixels; four times the largest MR matrix in use. A larger picture would need more
memory than the decode worker has."""

MAX_PIXELS = 1 << 25
"""Most pixels of one image, 33 million: twice the largest MR matrix; with more, program and worker would need over
2 GiB and ten seconds to measure one slice."""

MAX_FRAME_BYTES = 512 << 20
"""Largest decoded frame, bytes."""

MAX_FRAMES = 20_000
"""Most frames of one DICOM file: ten times the largest dynamic series, and each costs a place in the listing."""

MAX_SLICES = 16_384
"""Most slices of a volume: far above any scanner, far below what a damaged header can claim."""

MAX_VOLUME_BYTES = 1 << 30
"""Most bytes of one volume (1 GiB): whole-body volumes stay below it, and the decode worker has 2 GiB."""
