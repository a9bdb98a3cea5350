"""Rules put to an analysis."""
