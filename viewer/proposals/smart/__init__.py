"""One click inside a multifidus → its border, from the image and from where the muscle lies in the body.

`frame` the body's own axes at the click, and the image in them · `shapes` the cross-sections that are thinkable ·
`evidence` what the image says about each of them · `weighing` which of them fit click, anatomy and image · `proposing`
all in order.

It suggests a ring in pixels with what it rests on; it never measures, never decides a side, and has learnt no weights
from anybody's images.
"""
