"""timm.layers.norm_act: normalisation with its activation."""

from torch import nn

from timm.layers.create_act import create_act_layer


class BatchNormAct2d(nn.BatchNorm2d):
    """Batch normalisation, then its activation."""

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        apply_act=True,
        act_layer=nn.ReLU,
        act_kwargs=None,
        inplace=True,
        drop_layer=None,
        device=None,
        dtype=None,
    ):
        super().__init__(num_features, eps, momentum, affine, track_running_stats)
        self.drop = drop_layer() if drop_layer is not None else nn.Identity()
        has_act = apply_act and act_layer is not None
        self.act = create_act_layer(act_layer, inplace=inplace, **(act_kwargs or {})) if has_act else nn.Identity()

    def forward(self, x):
        return self.act(self.drop(super().forward(x)))
