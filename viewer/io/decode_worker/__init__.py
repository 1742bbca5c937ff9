"""The decode worker: a process of its own for everything that decodes, inflates or parses foreign bytes.

`client` is the side of the program, `process` the other side, `protocol` what passes between them; `jobs` lists
what the worker can do; `limits` is what the worker puts on itself, `bounds` what the program puts round it. The
remaining modules, and `completeness`, are the job "dicom-frame" and run inside the worker only.

It never raises anything but a `ViewerError`, never lets a file hang or end the program, never passes Python
objects between the two processes, never writes to the disk or to the user's terminal.
"""
