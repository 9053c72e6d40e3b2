"""Geometry of the guide's picture: outlines, the raster they cover, and a sheet's logo."""
