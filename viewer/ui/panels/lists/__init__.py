"""Rows of the lists beside the image: values, their Qt model, and how they are painted. They never hold a truth."""
