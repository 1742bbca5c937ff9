"""Everything outside the program: DICOM, the decode worker, archives, NIfTI, pictures, masks, tables.

The only folder that imports pydicom. It checks what it reads and refuses the doubtful
by name; it never fills a gap with a default and never writes patient data.
"""
