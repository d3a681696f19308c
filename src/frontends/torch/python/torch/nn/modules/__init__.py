from .activation import *
from .batchnorm import *
from .container import ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential
from .conv import *
from .dropout import *
from .flatten import Flatten, Unflatten
from .linear import Bilinear, Identity, Linear
from .loss import *
from .module import Module
from .normalization import CrossMapLRN2d, GroupNorm, LayerNorm, LocalResponseNorm, RMSNorm
from .padding import *
from .pixelshuffle import ChannelShuffle, PixelShuffle, PixelUnshuffle
from .pooling import *
from .sparse import Embedding
from .upsampling import Upsample, UpsamplingBilinear2d, UpsamplingNearest2d
