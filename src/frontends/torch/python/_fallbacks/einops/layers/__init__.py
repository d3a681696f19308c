"""Layers that rearrange tensors, by framework."""
