"""timm.layers.conv_bn_act: convolution, normalisation, activation."""

from torch import nn

from timm.layers.norm_act import BatchNormAct2d


class ConvNormAct(nn.Module):
    """Of normalisations, that over the batch."""

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size=1,
        stride=1,
        padding="",
        dilation=1,
        groups=1,
        bias=False,
        apply_norm=True,
        apply_act=True,
        norm_layer=nn.BatchNorm2d,
        act_layer=nn.ReLU,
        aa_layer=None,
        drop_layer=None,
        conv_kwargs=None,
        norm_kwargs=None,
        act_kwargs=None,
        device=None,
        dtype=None,
    ):
        super().__init__()
        is_batch_norm = isinstance(norm_layer, type) and issubclass(norm_layer, nn.BatchNorm2d)
        if not is_batch_norm or aa_layer is not None or isinstance(padding, str) and padding:
            raise NotImplementedError(
                "timm is not installed here, and its stand-in has of ConvNormAct only that with BatchNorm2d, without "
                "anti-aliasing and with padding that is given as a number: name the folder of site-packages that holds "
                "timm in the setting skipline.pythonPath (--python-path on the command line)"
            )
        if padding is None or padding == "":
            padding = ((stride - 1) + dilation * (kernel_size - 1)) // 2
        self.conv = nn.Conv2d(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            groups,
            bias=bias,
            **(conv_kwargs or {}),
        )
        settings = norm_kwargs or {}
        if apply_norm:
            self.bn = BatchNormAct2d(
                out_channels,
                apply_act=apply_act,
                act_layer=act_layer,
                act_kwargs=act_kwargs,
                drop_layer=drop_layer,
                **settings,
            )
        else:
            self.bn = nn.Sequential()
            if drop_layer:
                self.bn.add_module("drop", drop_layer())

    def forward(self, x):
        return self.bn(self.conv(x))


ConvBnAct = ConvNormAct
