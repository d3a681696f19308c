"""What an argument is usually given, by its name."""

import re

#: Names, and the text that is given for them; the first that fits counts.
_BY_NAME: list[tuple[str, str]] = [
    (r"(num|n)_?(in_?)?(class|classes|labels|outputs|categories|actions)|nclass|classes|num_outputs", "10"),
    (r"num_(in|out)_ch|in_chans|(img|image)_channels|n_channels|colou?rs|(in|out|input|output)_nc", "3"),
    (r"(n_?|num_)?(vocab|vocab_size|tokens?|ntoken|embeddings|words)|vocabulary_size|n?words", "1000"),
    (r"pad_idx|padding_idx|pad_token_id", "0"),
    (r"(mask|bos|eos|sos|cls|sep|start|end|unk)_?(idx|id|token|token_id)", "1"),
    (r"im(g|age)_size|img_dim|resolution", "64"),
    (r"(n_?|num_?)?mels?(_bins)?", "80"),
    (r"input_resolution", "(16, 16)"),
    (r"patch_size|window_size", "8"),
    (r"(n|num|attn)_?(kv_)?heads?|heads?|nheads?", "4"),
    (r"(d|dim)_?head|head_dim|d_[kv]", "16"),
    (
        r"(n|num)_?(layers?|blocks?|resblocks?|res_blocks?|convs?|stages|levels?)|n?layers?|depths?|blocks",
        "2",
    ),
    (r"kernel(_size)?|k_size|ksize|k|(num_)?taps", "3"),
    (r"strides?|s|dilation|(num_)?groups|scale_factor|pad(ding)?|rank|radix", "1"),
    (r"\w*drop(out)?_?(rate|prob|p|ratio|path)?|p_drop|dp_ratio|p|prob", "0.1"),
    (r"(expand|expansion|mlp)_?(ratio|factor|mult)?|mult|(squeeze_)?(reduction|ratio|r)(_ratio)?", "4"),
    (r"upscale|scale|upscale_factor", "2"),
    (r"temperature|eps|momentum|alpha|beta|gamma|width_mult\w*|multiplier", "1.0"),
    (r"(ch|channel|dim)_mults?", "(1, 2, 4)"),
    (r"att(n|ention)_resolutions", "(8,)"),
    (
        r"(max_)?(seq_?len(gth)?|sequence_length|len|length|context_length|block_size)|(n_?)?ctx|n_position"
        r"|max_position(_embedding)?s?|context",
        "64",
    ),
    (r"(is|has|use|with|share|return)_\w+|bias|causal|bn|residual|bilinear|downsample|upsample", "False"),
    (
        r"(in|inp|input|out|oup|output|hidden|mid|skip|inner|embed|emb|model|d|nb|num|n|c|f)?_?"
        r"(ch|chan|chs|chans|channels?|planes?|features?|feats?|filters?|dims?|size|width|maps|nc|units|hid)"
        r"(_?(in|out|l|g|int|1|2|[xa-z]))?",
        "64",
    ),
    (
        r"d_(model|inner|hid|in|out|ff)|n_?embd?|ngf|ndf|nf|inp|oup|inplanes|[cf]_?(in|out|[12lgx])|c|latent_dim"
        r"|n?hidden|n?hid|ninp|nemb|embed(ding)?|emb|latent|n?feat|(dim_)?feed_?forward|ff|state|hdim|d?model_dim",
        "64",
    ),
]

#: A number of things that have no usual number.
_COUNT = re.compile(r"(n|num|nb|number_of)_\w+")

#: Names that are no more than words of others (`proj_out`): they count whole only.
_SHORTEST = 3

_ACTIVATION = re.compile(
    r"(^|_)(act|activation|nonlinearity|non_linearity|nl)(_?(layer|fn|func|cls|class))?$"
)
_NORMALIZATION = re.compile(r"(^|_)(norm|bn)(_?(layer|fn|func|cls|class))?$")


def text_for(name: str) -> str | None:
    """None where the name says nothing. What qualifies a name stands before it: `key_num_convs` is a `num_convs`."""
    words = name.strip("_").lower().split("_")
    for first in range(len(words)):
        ending = "_".join(words[first:])
        if first > 0 and len(ending) < _SHORTEST:
            break
        for pattern, text in _BY_NAME:
            if re.fullmatch(pattern, ending):
                return text
    return "8" if _COUNT.fullmatch("_".join(words)) else None


def is_picture_size(name: str) -> bool:
    return re.search(r"im(g|age)_(size|dim)|resolution", name.lower()) is not None


def is_activation(name: str) -> bool:
    return _ACTIVATION.search(name.lower()) is not None


def is_normalization(name: str) -> bool:
    return _NORMALIZATION.search(name.lower()) is not None
