"""timm, where it is not installed: the layers that models take from it, its registry, and its vision transformer.

After timm 1.0 (Wightman), with the arguments that older versions had.
"""

from timm.models import create_model, is_model, list_models, register_model

__version__ = "1.0.0"
