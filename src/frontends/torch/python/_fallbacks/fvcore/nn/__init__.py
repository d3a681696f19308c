"""fvcore.nn: the initializers of Caffe2."""

from fvcore.nn.weight_init import c2_msra_fill, c2_xavier_fill
