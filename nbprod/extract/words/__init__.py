"""The notebook's own words, as names and sentences for what is made of it."""
