"""What becomes of each statement, as a plan."""
