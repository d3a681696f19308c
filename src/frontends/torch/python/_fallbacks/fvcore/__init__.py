"""fvcore, where it is not installed: what models of Detectron2 take from it."""
