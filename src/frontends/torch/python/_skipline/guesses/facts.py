"""What a model or its constructor's arguments say of sizes, by the names that they are usually given."""

#: Sizes of pictures that are tried, in this order, where nothing says how large they are.
PICTURE_SIZES = (224, 32, 28, 64, 128, 256, 299, 331, 512)

#: Length of sequences where the model names no limit below it.
SEQUENCE = 128

_LENGTHS = (
    *("block_size", "seq_len", "seq_length", "sequence_length", "max_len", "max_length", "max_seq_len"),
    *("context_length", "max_position_embeddings", "n_ctx", "n_positions", "num_tokens", "window_size"),
)
_PICTURES = tuple("img_size image_size input_size resolution input_resolution im_size size img_dim".split())
_SHAPES = tuple(
    "input_shape in_shape img_shape image_shape obs_shape observation_shape input_size input_dims".split()
)
_CHANNELS = tuple(
    "in_chans in_channels in_channel n_channels num_channels input_channels channels channel in_ch nc".split()
)
_WIDTHS = tuple(
    "d_model embed_dim hidden_size n_embd dim input_dim num_features in_features in_dim features d_in".split()
)
_LATENTS = ("latent_dim", "z_dim", "nz", "latent_size", "noise_dim", "latent_channels")
_CONTEXTS = ("context_dim", "cross_attention_dim", "cond_dim", "text_dim", "encoder_hid_dim")
_HOLDERS = ("config", "cfg", "args", "hparams", "params")


class Facts:
    def __init__(self, model, arguments: dict[str, object]):
        self.model = model
        holders = [getattr(model, name, None) for name in _HOLDERS]
        self.sources = [vars(model), arguments]
        for holder in [*holders, *arguments.values()]:
            if isinstance(holder, dict):
                self.sources.append(holder)
            elif hasattr(holder, "__dict__") and not isinstance(holder, type):
                self.sources.append({**_class_values(type(holder)), **vars(holder)})

    def number(self, *names: str) -> int | None:
        for name in names:
            for source in self.sources:
                value = source.get(name)
                if isinstance(value, (tuple, list)) and value:
                    value = value[-1]
                if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                    return value
        return None

    @property
    def length(self) -> int:
        return min(SEQUENCE, self.number(*_LENGTHS) or SEQUENCE)

    @property
    def picture_size(self) -> int | None:
        return self.number(*_PICTURES)

    @property
    def channels(self) -> int | None:
        return self.number(*_CHANNELS)

    @property
    def width(self) -> int | None:
        return self.number(*_WIDTHS)

    @property
    def latent(self) -> int | None:
        return self.number(*_LATENTS)

    @property
    def context(self) -> int | None:
        return self.number(*_CONTEXTS)

    def picture(self, channels: int) -> list[int] | None:
        """`input_shape=(4, 84, 84)`: the extents of one picture with this number of channels."""
        for source in self.sources:
            for name in _SHAPES:
                value = source.get(name)
                if isinstance(value, (tuple, list)) and len(value) == 3 and value[0] == channels:
                    return [int(extent) for extent in value]
        return None

    def widths(self) -> list[int]:
        """Extents that the input may have: those that arguments name, and those of the model's own parameters."""
        found = [self.channels, self.width]
        for module in self.model.modules():
            if type(module).__module__.startswith("torch."):
                continue
            for parameter in module._parameters.values():
                if parameter is not None:
                    found += [extent for extent in reversed(tuple(parameter.shape)) if extent > 1]
        return [width for width in dict.fromkeys(found) if width is not None]


def _class_values(cls: type) -> dict[str, object]:
    return {name: value for name, value in vars(cls).items() if isinstance(value, int)}
