"""A file as values: reading, masking, parsing."""
