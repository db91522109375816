"""Studies: claims about means over many runs."""
