"""One command a file; its name is the name of the command."""
