"""The geometry of pictures (outlines and rasters), and the logo on printed sheets."""
