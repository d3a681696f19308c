"""fvcore.common: its registry."""
