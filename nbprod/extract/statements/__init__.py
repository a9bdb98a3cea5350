"""The notebook as statements of plain Python, and what can be told of each one alone."""
