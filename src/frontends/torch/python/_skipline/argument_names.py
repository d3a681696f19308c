"""What an argument is usually given, by its name: proposals for the comment that says arguments which stand nowhere.

Nothing is traced with them unless the user takes them over.
"""

import inspect
import re

_UNKNOWN = "…"

#: Names, and the text that is proposed for them; the first that fits counts.
_BY_NAME: list[tuple[str, str]] = [
    (r"(num|n)_?(in_?)?(class|classes|labels|outputs|categories|actions)|nclass|classes|num_outputs", "10"),
    (r"num_(in|out)_ch|in_chans|(img|image)_channels|n_channels|colou?rs|(in|out|input|output)_nc", "3"),
    (r"(n_?|num_)?(src_|trg_|tgt_)?(vocab|vocab_size|tokens?|ntoken|embeddings)|vocabulary_size", "1000"),
    (r"((src|trg|tgt)_)?pad_idx|padding_idx|pad_token_id", "0"),
    (r"im(g|age)_size|img_dim|resolution", "64"),
    (r"input_resolution", "(16, 16)"),
    (r"patch_size|window_size", "8"),
    (r"(n|num|attn)_?heads?|heads?|nheads?", "4"),
    (r"(d|dim)_?head|head_dim|d_[kv]", "16"),
    (r"(n|num)_?(layers?|blocks?|resblocks?|res_blocks?|stages)|depth|layers", "2"),
    (r"kernel(_size)?|k_size|ksize|k", "3"),
    (r"strides?|s|dilation|(num_)?groups|scale_factor|pad(ding)?", "1"),
    (r"(drop|dropout)(_?(rate|prob|p))?|p_drop", "0.1"),
    (r"(expand|expansion|mlp)_?(ratio|factor|mult)?|mult|(squeeze_)?(reduction|ratio|r)(_ratio)?", "4"),
    (r"upscale|scale|upscale_factor", "2"),
    (r"temperature|eps|momentum|alpha|gamma", "1.0"),
    (r"(max_)?(seq_?len(gth)?|sequence_length|len|length|context_length|block_size)|n_?ctx|n_position", "64"),
    (r"(act|activation)(_layer|_fn|_func)?", "nn.ReLU"),
    (r"norm(_layer)?", "nn.BatchNorm2d"),
    (r"(is|has|use|with)_\w+|bias|causal|bn|residual|bilinear|downsample|upsample", "False"),
    (
        r"(in|inp|input|out|oup|output|hidden|mid|skip|inner|embed|emb|model|d|nb|num|n|c|f)?_?"
        r"(ch|chan|chs|chans|channels?|planes?|features?|feats?|filters?|dims?|size|width|maps|nc|units|hid)"
        r"(_?(in|out|l|g|int|1|2|[xa-z]))?",
        "64",
    ),
    (
        r"d_(model|inner|hid|in|out)|n_?embd?|ngf|ndf|nf|inp|oup|inplanes|[cf]_?(in|out|[12lgx])|c|latent_dim",
        "64",
    ),
]


def proposals(candidate, names: list[str]) -> dict[str, str]:
    """A text for each name; `…` where it says nothing."""
    return {name: _for_name(candidate, name) for name in names}


def _for_name(candidate, name: str) -> str:
    parameter = inspect.signature(candidate.value).parameters.get(name)
    annotation = parameter.annotation if parameter is not None else inspect.Parameter.empty
    if annotation in (bool, "bool"):
        return "False"
    plain = name.strip("_").lower()
    return next((text for pattern, text in _BY_NAME if re.fullmatch(pattern, plain)), _UNKNOWN)
