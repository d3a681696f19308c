"""yacs, where it is not installed: configurations as trees of attributes."""
