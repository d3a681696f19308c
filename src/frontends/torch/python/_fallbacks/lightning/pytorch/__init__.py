from pytorch_lightning import *
from pytorch_lightning import __getattr__
