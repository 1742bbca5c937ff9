"""The body of the phantom: what every point of patient space consists of.

`build` what one body has of its own · `fields` smooth random fields · `spine` levels along the spinal curve · `shapes`
cross-sections · `canvas` tissues at points · `surroundings`, `muscles`, `vertebrae` painters · `body` all in order.

It knows tissues and millimetres; it never knows a signal, a pixel value or a file.
"""
