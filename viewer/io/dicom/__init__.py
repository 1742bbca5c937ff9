"""DICOM files → checked slices, grouped into series of one orientation, size and spacing.

Two readers give the same `Header`: `fast_header` looks at the first kilobytes of an ordinary file;
`full_header` runs pydicom in the decode worker for everything else (with `functional_groups` and
`element_values`). `facts` and `acquisition` turn a header into the values of `viewer.core` or refuse it by name;
`native_frames` fetches pixels when they are first asked for; `grouping` sorts slices by their place in the
patient. `reading` puts these together for one file.

It never runs pydicom in the main process, never fills a gap with a default, never takes an order from instance
numbers or file names, never merges two patients or studies, and never reads pixels while it reads headers.
"""
