"""timm.models.vision_transformer (Dosovitskiy et al. 2021): the class that others derive from, its blocks, and the
usual sizes."""

from functools import partial

import torch
from torch import nn

from timm._refusal import refuse
from timm.layers import DropPath, Mlp, PatchEmbed, trunc_normal_
from timm.models import register_model


def _cfg(url: str = "", **kwargs) -> dict:
    return {
        "url": url,
        "num_classes": 1000,
        "input_size": (3, 224, 224),
        "pool_size": None,
        "crop_pct": 0.9,
        "interpolation": "bicubic",
        "mean": (0.5, 0.5, 0.5),
        "std": (0.5, 0.5, 0.5),
        "first_conv": "patch_embed.proj",
        "classifier": "head",
        **kwargs,
    }


class Attention(nn.Module):
    def __init__(
        self,
        dim,
        num_heads=8,
        qkv_bias=False,
        qk_norm=False,
        scale_norm=False,
        proj_bias=True,
        attn_drop=0.0,
        proj_drop=0.0,
        norm_layer=nn.LayerNorm,
        qk_scale=None,
        **kwargs,
    ):
        super().__init__()
        refuse("Attention", kwargs)
        assert dim % num_heads == 0, "dim should be divisible by num_heads"
        self.num_heads = num_heads
        self.head_dim = dim // num_heads
        self.scale = qk_scale or self.head_dim**-0.5
        self.qkv = nn.Linear(dim, dim * 3, bias=qkv_bias)
        self.q_norm = norm_layer(self.head_dim) if qk_norm else nn.Identity()
        self.k_norm = norm_layer(self.head_dim) if qk_norm else nn.Identity()
        self.attn_drop = nn.Dropout(attn_drop)
        self.norm = norm_layer(dim) if scale_norm else nn.Identity()
        self.proj = nn.Linear(dim, dim, bias=proj_bias)
        self.proj_drop = nn.Dropout(proj_drop)

    def forward(self, x, attn_mask=None):
        batch, length, width = x.shape
        qkv = self.qkv(x).reshape(batch, length, 3, self.num_heads, self.head_dim).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        attention = (self.q_norm(q) * self.scale) @ self.k_norm(k).transpose(-2, -1)
        if attn_mask is not None:
            attention = attention + attn_mask
        attention = self.attn_drop(attention.softmax(dim=-1))
        x = (attention @ v).transpose(1, 2).reshape(batch, length, width)
        return self.proj_drop(self.proj(self.norm(x)))


class LayerScale(nn.Module):
    def __init__(self, dim, init_values=1e-5, inplace=False):
        super().__init__()
        self.inplace = inplace
        self.gamma = nn.Parameter(init_values * torch.ones(dim))

    def forward(self, x):
        return x.mul_(self.gamma) if self.inplace else x * self.gamma


class Block(nn.Module):
    def __init__(
        self,
        dim,
        num_heads,
        mlp_ratio=4.0,
        qkv_bias=False,
        qk_norm=False,
        scale_attn_norm=False,
        scale_mlp_norm=False,
        proj_bias=True,
        proj_drop=0.0,
        attn_drop=0.0,
        init_values=None,
        drop_path=0.0,
        act_layer=nn.GELU,
        norm_layer=nn.LayerNorm,
        mlp_layer=Mlp,
        attn_layer=Attention,
        depth=0,
        drop=0.0,
        qk_scale=None,
        **kwargs,
    ):
        super().__init__()
        refuse("Block", kwargs)
        drop = drop or proj_drop
        self.norm1 = norm_layer(dim)
        self.attn = attn_layer(
            dim,
            num_heads=num_heads,
            qkv_bias=qkv_bias,
            qk_norm=qk_norm,
            scale_norm=scale_attn_norm,
            proj_bias=proj_bias,
            attn_drop=attn_drop,
            proj_drop=drop,
            norm_layer=norm_layer,
            **({} if qk_scale is None else {"qk_scale": qk_scale}),
        )
        self.ls1 = LayerScale(dim, init_values) if init_values else nn.Identity()
        self.drop_path1 = DropPath(drop_path) if drop_path > 0.0 else nn.Identity()
        self.norm2 = norm_layer(dim)
        self.mlp = mlp_layer(
            in_features=dim,
            hidden_features=int(dim * mlp_ratio),
            act_layer=act_layer,
            norm_layer=norm_layer if scale_mlp_norm else None,
            bias=proj_bias,
            drop=drop,
        )
        self.ls2 = LayerScale(dim, init_values) if init_values else nn.Identity()
        self.drop_path2 = DropPath(drop_path) if drop_path > 0.0 else nn.Identity()

    def forward(self, x):
        x = x + self.drop_path1(self.ls1(self.attn(self.norm1(x))))
        return x + self.drop_path2(self.ls2(self.mlp(self.norm2(x))))


class VisionTransformer(nn.Module):
    def __init__(
        self,
        img_size=224,
        patch_size=16,
        in_chans=3,
        num_classes=1000,
        global_pool="token",
        embed_dim=768,
        depth=12,
        num_heads=12,
        mlp_ratio=4.0,
        qkv_bias=True,
        qk_norm=False,
        scale_attn_norm=False,
        scale_mlp_norm=False,
        proj_bias=True,
        init_values=None,
        class_token=True,
        pos_embed="learn",
        no_embed_class=False,
        reg_tokens=0,
        pre_norm=False,
        final_norm=True,
        fc_norm=None,
        pool_include_prefix=False,
        drop_rate=0.0,
        pos_drop_rate=0.0,
        proj_drop_rate=0.0,
        attn_drop_rate=0.0,
        drop_path_rate=0.0,
        weight_init="",
        embed_layer=PatchEmbed,
        norm_layer=None,
        act_layer=None,
        block_fn=Block,
        mlp_layer=Mlp,
        **kwargs,
    ):
        super().__init__()
        refuse("VisionTransformer", kwargs)
        assert global_pool in ("", "avg", "avgmax", "max", "token"), f"no stand-in pools by {global_pool}"
        assert class_token or global_pool != "token"
        norm_layer = norm_layer or partial(nn.LayerNorm, eps=1e-6)
        use_fc_norm = global_pool in ("avg", "avgmax", "max") if fc_norm is None else fc_norm
        self.num_classes, self.global_pool = num_classes, global_pool
        self.num_features = self.embed_dim = self.head_hidden_size = embed_dim
        self.has_class_token, self.num_reg_tokens = class_token, reg_tokens
        self.num_prefix_tokens = self.num_tokens = int(class_token) + reg_tokens
        self.no_embed_class, self.pool_include_prefix = no_embed_class, pool_include_prefix
        self.patch_embed = embed_layer(
            img_size=img_size,
            patch_size=patch_size,
            in_chans=in_chans,
            embed_dim=embed_dim,
            **({"bias": False} if pre_norm else {}),
        )
        length = self.patch_embed.num_patches + (0 if no_embed_class else self.num_prefix_tokens)
        self.cls_token = nn.Parameter(torch.empty(1, 1, embed_dim)) if class_token else None
        self.reg_token = nn.Parameter(torch.empty(1, reg_tokens, embed_dim)) if reg_tokens else None
        has_positions = pos_embed and pos_embed != "none"
        self.pos_embed = nn.Parameter(torch.empty(1, length, embed_dim)) if has_positions else None
        self.pos_drop = nn.Dropout(p=pos_drop_rate)
        self.patch_drop = nn.Identity()
        self.norm_pre = norm_layer(embed_dim) if pre_norm else nn.Identity()
        rates = [rate.item() for rate in torch.linspace(0, drop_path_rate, depth)]
        self.blocks = nn.Sequential(
            *[
                block_fn(
                    dim=embed_dim,
                    num_heads=num_heads,
                    mlp_ratio=mlp_ratio,
                    qkv_bias=qkv_bias,
                    qk_norm=qk_norm,
                    init_values=init_values,
                    proj_drop=proj_drop_rate,
                    attn_drop=attn_drop_rate,
                    drop_path=rate,
                    norm_layer=norm_layer,
                    act_layer=act_layer or nn.GELU,
                    mlp_layer=mlp_layer,
                    **_given(
                        scale_attn_norm=scale_attn_norm, scale_mlp_norm=scale_mlp_norm, proj_bias=not proj_bias
                    ),
                )
                for rate in rates
            ]
        )
        self.norm = norm_layer(embed_dim) if final_norm and not use_fc_norm else nn.Identity()
        self.fc_norm = norm_layer(embed_dim) if final_norm and use_fc_norm else nn.Identity()
        self.head_drop = nn.Dropout(drop_rate)
        self.head = nn.Linear(embed_dim, num_classes) if num_classes > 0 else nn.Identity()
        if weight_init != "skip":
            self.init_weights(weight_init)

    def init_weights(self, mode=""):
        """Of the modes that timm has, the usual one."""
        refuse("VisionTransformer", {"weight_init": mode})
        if self.pos_embed is not None:
            trunc_normal_(self.pos_embed, std=0.02)
        for token in (self.cls_token, self.reg_token):
            if token is not None:
                nn.init.normal_(token, std=1e-6)
        self.apply(self._init_weights)

    def _init_weights(self, module):
        if isinstance(module, nn.Linear):
            trunc_normal_(module.weight, std=0.02)
            if module.bias is not None:
                nn.init.zeros_(module.bias)

    def no_weight_decay(self):
        return {"pos_embed", "cls_token", "reg_token", "dist_token"}

    def _pos_embed(self, x):
        tokens = [token for token in (self.cls_token, self.reg_token) if token is not None]
        tokens = [token.expand(x.shape[0], -1, -1) for token in tokens]
        if self.pos_embed is None:
            return torch.cat([*tokens, x], dim=1) if tokens else x
        if self.no_embed_class:
            x = x + self.pos_embed
        if tokens:
            x = torch.cat([*tokens, x], dim=1)
        if not self.no_embed_class:
            x = x + self.pos_embed
        return self.pos_drop(x)

    def forward_features(self, x):
        x = self._pos_embed(self.patch_embed(x))
        return self.norm(self.blocks(self.norm_pre(self.patch_drop(x))))

    def pool(self, x, pool_type=None):
        pool_type = self.global_pool if pool_type is None else pool_type
        if pool_type == "token":
            return x[:, 0]
        if pool_type and not self.pool_include_prefix:
            x = x[:, self.num_prefix_tokens :]
        if pool_type == "avgmax":
            return 0.5 * (x.amax(dim=1) + x.mean(dim=1))
        return {"avg": x.mean, "max": x.amax}[pool_type](dim=1) if pool_type else x

    def forward_head(self, x, pre_logits=False):
        x = self.head_drop(self.fc_norm(self.pool(x)))
        return x if pre_logits else self.head(x)

    def forward(self, x):
        return self.forward_head(self.forward_features(x))


def _given(**settings) -> dict[str, bool]:
    """Settings of newer versions, only where they differ: blocks of the user's own may not have them."""
    return {name: name != "proj_bias" for name, differs in settings.items() if differs}


def _sized(name: str, **size):
    def construct(pretrained=False, **kwargs):
        return VisionTransformer(**{**size, **kwargs})

    construct.__name__ = name
    return register_model(construct)


vit_tiny_patch16_224 = _sized("vit_tiny_patch16_224", patch_size=16, embed_dim=192, depth=12, num_heads=3)
vit_small_patch16_224 = _sized("vit_small_patch16_224", patch_size=16, embed_dim=384, depth=12, num_heads=6)
vit_base_patch16_224 = _sized("vit_base_patch16_224", patch_size=16, embed_dim=768, depth=12, num_heads=12)
vit_large_patch16_224 = _sized("vit_large_patch16_224", patch_size=16, embed_dim=1024, depth=24, num_heads=16)
