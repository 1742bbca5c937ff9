"""DICOM files → checked slices, grouped into series of one orientation, size and spacing.

Two readers give the same `Header`: `fast_header` looks at the first kilobytes of an ordinary file;
`full_header` runs pydicom in the decode worker for everything else. `facts`, `acquisition` and `mapping` turn a
header into the values of `viewer.core` or refuse it by name; `native_frames` fetches pixels when they are
first asked for; `grouping` sorts slices by their place in the patient.

Never: pydicom in the main process, a gap filled with a default, an order taken from instance numbers or
file names, two patients or studies merged, pixels read while headers are scanned.
"""
