"""Documents for readers, independent of the formats that render them."""
