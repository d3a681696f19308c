"""fvcore, where it is not installed: what models of Detectron2 take from it."""

from fvcore.common import Registry
from fvcore.nn import c2_msra_fill, c2_xavier_fill
