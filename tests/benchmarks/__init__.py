"""What nbprod costs, against its peers and against itself."""
