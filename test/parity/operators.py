"""Golden values of single operators from PyTorch in float64: outputs and vector-Jacobian products.

    python test/parity/operators.py > test/parity/golden/operators.json

Each case names the ONNX node that the PyTorch call corresponds to. Inputs are multiples of 2^-12, which float32 holds
exactly, so that the same values can be computed in float32.
"""

import json
import math
import sys

import torch
from torch.nn import functional as F

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
cases = []

_TYPES = {torch.float64: "float", torch.int64: "int64", torch.int32: "int32", torch.bool: "bool"}


class fixed:
    """An input that is known when the graph is built: axes, shapes, scales."""

    def __init__(self, tensor):
        self.tensor = tensor if isinstance(tensor, torch.Tensor) else torch.tensor(tensor)


class given:
    """An input that no gradient is asked for."""

    def __init__(self, tensor):
        self.tensor = tensor if isinstance(tensor, torch.Tensor) else torch.tensor(tensor)


def case(operator, about, attributes, call, *inputs, outputs=None):
    """`call` gets the tensors of all inputs but the `fixed` ones and gives one output, or a tuple of all that count."""
    variables = [None if not isinstance(each, torch.Tensor) else rounded(each).requires_grad_() for each in inputs]
    arguments = [
        variable if variable is not None else each.tensor
        for each, variable in zip(inputs, variables)
        if each is not None and not isinstance(each, fixed)
    ]
    results = call(*arguments)
    results = results if isinstance(results, tuple) else (results,)
    cotangents = [rounded(torch.randn_like(result)) if result.requires_grad else None for result in results]
    differentiated = [(result, cotangent) for result, cotangent in zip(results, cotangents) if cotangent is not None]
    gradients = torch.autograd.grad(
        [result for result, _ in differentiated],
        [variable for variable in variables if variable is not None],
        [cotangent for _, cotangent in differentiated],
    )
    rest = iter(gradients)
    cases.append(
        {
            "operator": operator,
            "about": about,
            "attributes": attributes,
            "outputCount": outputs or len(results),
            "inputs": [
                None
                if each is None
                else {"kind": kind_of(each), **packed(variable if variable is not None else each.tensor)}
                for each, variable in zip(inputs, variables)
            ],
            "cotangents": [None if cotangent is None else packed(cotangent) for cotangent in cotangents],
            "outputs": [packed(result) for result in results],
            "gradients": [None if variable is None else packed(next(rest)) for variable in variables],
        }
    )


def kind_of(each):
    return "fixed" if isinstance(each, fixed) else "given" if isinstance(each, given) else "variable"


def rounded(tensor):
    return torch.round(tensor.detach() * 4096) / 4096


def packed(tensor):
    return {
        "type": _TYPES[tensor.dtype],
        "shape": list(tensor.shape),
        "data": [float(element) for element in tensor.detach().flatten().tolist()],
    }


def randn(*shape):
    return torch.randn(shape)


def uniform(low, high, *shape):
    return torch.rand(shape) * (high - low) + low


def ints(*values):
    return {"kind": "ints", "value": list(values)}


def int_(value):
    return {"kind": "int", "value": value}


def float_(value):
    return {"kind": "float", "value": value}


def string(value):
    return {"kind": "string", "value": value}


# Elementwise functions of one input

# ONNX's defaults are rounded to float32.
SELU = {"alpha": float_(1.6732632423543772848), "gamma": float_(1.0507009873554804935)}

spots = torch.tensor([-4.1, -2.7, -0.9, -0.1, 0.2, 1.3, 2.9, 3.4])
for operator, attributes, call in [
    ("Abs", {}, torch.abs),
    ("Asinh", {}, torch.asinh),
    ("Atan", {}, torch.atan),
    ("Celu", {"alpha": float_(0.5)}, lambda x: F.celu(x, 0.5)),
    ("Clip", {}, None),
    ("Cos", {}, torch.cos),
    ("Cosh", {}, torch.cosh),
    ("Elu", {"alpha": float_(0.75)}, lambda x: F.elu(x, 0.75)),
    ("Erf", {}, torch.erf),
    ("Exp", {}, torch.exp),
    ("Gelu", {}, F.gelu),
    ("Gelu", {"approximate": string("tanh")}, lambda x: F.gelu(x, approximate="tanh")),
    # PyTorch's hardsigmoid in float64 rounds 1/6 to float32.
    ("HardSigmoid", {"alpha": float_(0.25), "beta": float_(0.5)}, lambda x: torch.clamp(x / 4 + 0.5, 0, 1)),
    ("HardSwish", {}, F.hardswish),
    ("Identity", {}, lambda x: x * 1),
    ("LeakyRelu", {"alpha": float_(0.25)}, lambda x: F.leaky_relu(x, 0.25)),
    ("Mish", {}, F.mish),
    ("Neg", {}, torch.neg),
    ("Relu", {}, F.relu),
    ("Selu", SELU, F.selu),
    ("Shrink", {"lambd": float_(0.5), "bias": float_(0.5)}, lambda x: F.softshrink(x, 0.5)),
    ("Shrink", {"lambd": float_(1.0)}, lambda x: F.hardshrink(x, 1.0)),
    ("Sigmoid", {}, torch.sigmoid),
    ("Sin", {}, torch.sin),
    ("Sinh", {}, torch.sinh),
    ("Softplus", {}, F.softplus),
    ("Softsign", {}, F.softsign),
    ("Swish", {}, F.silu),
    ("Tan", {}, torch.tan),
    ("Tanh", {}, torch.tanh),
    ("ThresholdedRelu", {"alpha": float_(0.5)}, lambda x: F.threshold(x, 0.5, 0.0)),
]:
    if call is not None:
        case(operator, "elements", attributes, call, spots)
case("Clip", "both bounds", {}, lambda x: x.clamp(-1, 2), spots, fixed(-1.0), fixed(2.0))
case("Clip", "an upper bound", {}, lambda x: x.clamp(max=0.25), spots, None, fixed(0.25))
for operator, call, low, high in [
    ("Acos", torch.acos, -0.9, 0.9),
    ("Asin", torch.asin, -0.9, 0.9),
    ("Atanh", torch.atanh, -0.9, 0.9),
    ("Acosh", torch.acosh, 1.2, 4),
    ("Log", torch.log, 0.2, 3),
    ("Sqrt", torch.sqrt, 0.2, 3),
    ("Reciprocal", torch.reciprocal, 0.3, 2),
]:
    case(operator, "elements", {}, call, uniform(low, high, 2, 3))
case("PRelu", "a slope for each channel", {}, lambda x, a: F.prelu(x, a.flatten()), randn(2, 3, 2), randn(3, 1))
case("Cast", "to its own type", {"to": int_(1)}, lambda x: x * 1, randn(2, 3))
case("CastLike", "to its own type", {}, lambda x, like: x.to(like.dtype) * 1, randn(2, 3), given(torch.zeros(1)))
case("Dropout", "evaluation", {}, lambda x: F.dropout(x, 0.5, False) * 1, randn(2, 3), fixed(0.5), fixed(False))

# Arithmetic with broadcasting

for operator, call in [
    ("Add", torch.add),
    ("Sub", torch.sub),
    ("Mul", torch.mul),
    ("Div", torch.div),
    ("Max", torch.maximum),
    ("Min", torch.minimum),
    ("Pow", torch.pow),
    ("Sum", torch.add),
    ("Mean", lambda a, b: (a + b) / 2),
]:
    for about, a, b in [("a row", (2, 3), (3,)), ("both repeated", (3, 1, 2), (2, 1)), ("a scalar", (2, 2), ())]:
        case(operator, about, {}, call, uniform(0.3, 2, *a), uniform(0.3, 2, *b))
case("Pow", "a cube of negative numbers", {}, lambda x: x**3, randn(2, 3), fixed(3.0))
case("Mod", "the sign of the dividend", {"fmod": int_(1)}, torch.fmod, randn(2, 3) * 4, given(torch.tensor(1.5)))
condition = torch.tensor([[True], [False]])
case("Where", "broadcast", {}, torch.where, given(condition), randn(3), randn(2, 3))

# Ties and kinks: PyTorch's choice of a subgradient

tied = torch.tensor([[1.0, 2.0, 2.0], [3.0, 0.0, 3.0]])
case("ReduceMax", "ties share the gradient", {}, lambda x: x.amax((0, 1), keepdim=True), tied)
case("ReduceMin", "ties share the gradient", {"keepdims": int_(0)}, lambda x: x.amin((0, 1)), tied * 0 + 1)
case("Max", "ties share the gradient", {}, torch.maximum, tied, torch.tensor([[1.0, 0.0, 2.0]]))
case("Min", "ties share the gradient", {}, torch.minimum, tied, torch.tensor([[1.0, 0.0, 2.0]]))
zeros = torch.tensor([0.0, -1.0, 1.0])
case("Relu", "zero", {}, F.relu, zeros)
case("Abs", "zero", {}, torch.abs, zeros)
case("LeakyRelu", "zero", {"alpha": float_(0.25)}, lambda x: F.leaky_relu(x, 0.25), zeros)
case("Elu", "zero", {}, F.elu, zeros)
case("Celu", "zero", {}, F.celu, zeros)
case("Selu", "zero", SELU, F.selu, zeros)
case("HardSwish", "its kinks", {}, F.hardswish, torch.tensor([-3.0, 3.0, 0.0]))
case("Softsign", "zero", {}, F.softsign, zeros)
case("Clip", "its bounds", {}, lambda x: x.clamp(-1, 1), zeros, fixed(-1.0), fixed(1.0))
case("Shrink", "its bounds", {"bias": float_(0.5)}, lambda x: F.softshrink(x, 0.5), zeros / 2)
case("ThresholdedRelu", "its threshold", {}, lambda x: F.threshold(x, 1.0, 0.0), zeros)
case("PRelu", "zero", {}, F.prelu, zeros, torch.tensor([0.25]))
case("ReduceL1", "zero", {"keepdims": int_(0)}, lambda x: x.abs().sum(), zeros)
case("ReduceL2", "the norm of zero", {}, lambda x: x.norm().reshape(1, 1), torch.zeros(2, 2))
case("ReduceProd", "one factor of zero", {}, lambda x: x.prod(1, True), torch.tensor([[2.0, 0.0, 3.0]]), fixed([1]))
pooled = {"kernel_shape": ints(2, 2), "strides": ints(2, 2)}
case("MaxPool", "the first of ties", pooled, lambda x: F.max_pool2d(x, 2), torch.ones(1, 1, 4, 4))
case("GlobalMaxPool", "the first of ties", {}, lambda x: F.adaptive_max_pool2d(x, 1), torch.ones(1, 2, 2, 2))
case("GlobalLpPool", "the norm of zero", {}, lambda x: x.norm(dim=(2, 3), keepdim=True), torch.zeros(1, 1, 2, 2))
case("Softplus", "far from zero", {}, lambda x: F.softplus(x, threshold=1000), torch.tensor([-700.0, 700.0]))
case("Sigmoid", "far from zero", {}, torch.sigmoid, torch.tensor([-700.0, 700.0]))

# Convolution and pooling

for about, x, w, stride, padding, dilation, groups in [
    ("3x3 stride 2", (2, 3, 7, 6), (4, 3, 3, 3), 2, 1, 1, 1),
    ("dilated", (1, 2, 7, 7), (2, 2, 3, 3), 1, 2, 2, 1),
    ("grouped", (2, 4, 5, 5), (6, 2, 3, 3), 1, 1, 1, 2),
    ("depthwise stride 2", (1, 3, 6, 6), (3, 1, 3, 3), 2, 1, 1, 3),
]:
    case(
        "Conv",
        about,
        {
            "strides": ints(stride, stride),
            "pads": ints(*[padding] * 4),
            "dilations": ints(dilation, dilation),
            "group": int_(groups),
        },
        lambda x, w, b: F.conv2d(x, w, b, stride, padding, dilation, groups),
        randn(*x),
        randn(*w),
        randn(w[0]),
    )
case("Conv", "one axis", {"pads": ints(2, 2)}, lambda x, w: F.conv1d(x, w, None, 1, 2), randn(2, 2, 5), randn(3, 2, 3))
case("Conv", "three axes", {}, F.conv3d, randn(1, 2, 3, 3, 2), randn(2, 2, 2, 2, 2), randn(2))
case(
    "ConvTranspose",
    "stride 2 with output padding",
    {"strides": ints(2, 2), "pads": ints(1, 1, 1, 1), "output_padding": ints(1, 1)},
    lambda x, w, b: F.conv_transpose2d(x, w, b, 2, 1, 1),
    randn(1, 2, 3, 3),
    randn(2, 3, 3, 3),
    randn(3),
)
case(
    "ConvTranspose",
    "grouped, dilated",
    {"dilations": ints(2, 1), "group": int_(2)},
    lambda x, w: F.conv_transpose2d(x, w, None, 1, 0, 0, 2, (2, 1)),
    randn(1, 4, 3, 3),
    randn(4, 1, 2, 3),
)
for ceil in (False, True):
    shared = {"kernel_shape": ints(3, 3), "strides": ints(2, 2), "pads": ints(1, 1, 1, 1), "ceil_mode": int_(int(ceil))}
    about = f"ceil mode {ceil}"
    case("MaxPool", about, shared, lambda x: F.max_pool2d(x, 3, 2, 1, ceil_mode=ceil), randn(1, 2, 6, 6))
    for counts in (False, True):
        case(
            "AveragePool",
            f"{about}, counting the padding {counts}",
            shared | {"count_include_pad": int_(int(counts))},
            lambda x: F.avg_pool2d(x, 3, 2, 1, ceil, counts),
            randn(1, 2, 6, 6),
        )
dilated = {"kernel_shape": ints(2), "dilations": ints(2)}
case("MaxPool", "dilated, one axis", dilated, lambda x: F.max_pool1d(x, 2, 1, 0, 2), randn(2, 2, 6))
case("LpPool", "order 2", pooled, lambda x: F.lp_pool2d(x, 2, 2), uniform(0.3, 2, 1, 2, 4, 4))
case("LpPool", "order 3", pooled | {"p": int_(3)}, lambda x: F.lp_pool2d(x, 3, 2), uniform(0.3, 2, 1, 2, 4, 4))
case("GlobalAveragePool", "images", {}, lambda x: F.adaptive_avg_pool2d(x, 1), randn(2, 3, 3, 2))
case("GlobalMaxPool", "images", {}, lambda x: F.adaptive_max_pool2d(x, 1), randn(2, 3, 3, 2))
case("GlobalLpPool", "images", {}, lambda x: x.norm(dim=(2, 3), keepdim=True), randn(2, 3, 3, 2))
places = torch.tensor([[[[0, 3], [12, 10]]]])
case("MaxUnpool", "tiles", pooled, lambda x, i: F.max_unpool2d(x, i, 2), randn(1, 1, 2, 2), given(places))
case(
    "Col2Im",
    "overlapping, padded",
    {"pads": ints(1, 1, 1, 1), "strides": ints(2, 1)},
    lambda x: F.fold(x, (4, 3), (2, 2), padding=1, stride=(2, 1)),
    randn(2, 8, 12),
    fixed([4, 3]),
    fixed([2, 2]),
)

# Normalisation

case(
    "BatchNormalization",
    "training",
    {"training_mode": int_(1), "momentum": float_(0.9)},
    lambda x, g, b, *_: F.batch_norm(x, None, None, g, b, True),
    randn(3, 2, 3, 3) * 3 + 1,
    randn(2),
    randn(2),
    given(torch.zeros(2)),
    given(torch.ones(2)),
    outputs=3,
)
case(
    "BatchNormalization",
    "evaluation",
    {},
    lambda x, g, b, mean, variance: F.batch_norm(x, mean, variance, g, b),
    randn(3, 2, 3, 3),
    randn(2),
    randn(2),
    given(rounded(randn(2))),
    given(rounded(randn(2).abs() + 0.5)),
)
case("LayerNormalization", "last axis", {}, lambda x, g, b: F.layer_norm(x, (5,), g, b), randn(2, 3, 5), randn(5), randn(5))
case("LayerNormalization", "two axes", {"axis": int_(1)}, lambda x, g: F.layer_norm(x, (3, 5), g), randn(2, 3, 5), randn(3, 5))
case("RMSNormalization", "last axis", {}, lambda x, g: F.rms_norm(x, (5,), g, 1e-5), randn(2, 3, 5), randn(5))
case(
    "GroupNormalization",
    "two groups",
    {"num_groups": int_(2)},
    lambda x, g, b: F.group_norm(x, 2, g, b),
    randn(2, 4, 3, 2),
    randn(4),
    randn(4),
)
case(
    "InstanceNormalization",
    "images",
    {},
    lambda x, g, b: F.instance_norm(x, None, None, g, b),
    randn(2, 3, 3, 2),
    randn(3),
    randn(3),
)
for order in (1, 2):
    case(
        "LpNormalization",
        f"order {order}",
        {"p": int_(order), "axis": int_(1)},
        lambda x: F.normalize(x, order, 1),
        randn(2, 4, 2),
    )
case(
    "MeanVarianceNormalization",
    "the default axes",
    {},
    lambda x: (x - x.mean((0, 2, 3), True)) / (x.std((0, 2, 3), False, True) + 1e-9),
    randn(2, 3, 2, 2),
)
case(
    "LRN",
    "its neighbours",
    {"size": int_(3), "alpha": float_(0.5), "beta": float_(0.75), "bias": float_(1.5)},
    lambda x: F.local_response_norm(x, 3, 0.5, 0.75, 1.5),
    randn(1, 5, 2, 2),
)

# Products, reductions, softmax, losses

case("Gemm", "linear layer", {"transB": int_(1)}, F.linear, randn(3, 4), randn(2, 4), randn(2))
case(
    "Gemm",
    "factors",
    {"alpha": float_(0.5), "beta": float_(1.5), "transA": int_(1)},
    lambda a, b, c: torch.addmm(c, a.T, b, beta=1.5, alpha=0.5),
    randn(4, 3),
    randn(4, 2),
    randn(3, 1),
)
case("MatMul", "broadcast batches", {}, torch.matmul, randn(2, 1, 3, 4), randn(3, 4, 2))
case("MatMul", "a vector", {}, torch.matmul, randn(2, 3, 4), randn(4))
case("Einsum", "batches", {"equation": string("bij,bkj->bik")}, lambda a, b: torch.einsum("bij,bkj->bik", a, b), randn(2, 3, 4), randn(2, 2, 4))
case("Det", "matrices", {}, torch.det, randn(2, 3, 3))
for operator, call in [
    ("ReduceL1", lambda x, axis: x.abs().sum(axis)),
    ("ReduceL2", lambda x, axis: x.norm(dim=axis)),
    ("ReduceLogSum", lambda x, axis: x.sum(axis).log()),
    ("ReduceLogSumExp", torch.logsumexp),
    ("ReduceMax", lambda x, axis: x.amax(axis)),
    ("ReduceMean", lambda x, axis: x.mean(axis)),
    ("ReduceMin", lambda x, axis: x.amin(axis)),
    ("ReduceProd", lambda x, axis: x.prod(axis)),
    ("ReduceSum", lambda x, axis: x.sum(axis)),
    ("ReduceSumSquare", lambda x, axis: x.square().sum(axis)),
]:
    case(operator, "a middle axis", {"keepdims": int_(0)}, lambda x: call(x, 1), uniform(0.3, 2, 2, 3, 2), fixed([1]))
case("Softmax", "last axis", {"axis": int_(-1)}, lambda x: F.softmax(x, -1), randn(3, 4) * 3)
case("LogSoftmax", "axis 1", {"axis": int_(1)}, lambda x: F.log_softmax(x, 1), randn(2, 3, 2) * 3)
case("CumSum", "an axis", {}, lambda x: x.cumsum(1), randn(2, 4), fixed(1))
classes = torch.tensor([[0, 2], [1, 2]])
weights = rounded(uniform(0.5, 2, 3))
for reduction in ("mean", "sum", "none"):
    for ignored in (-100, 2):
        attributes = {"reduction": string(reduction), "ignore_index": int_(ignored)}
        about = f"{reduction}, ignoring {ignored}, weights"
        for operator, call in [("NegativeLogLikelihoodLoss", F.nll_loss), ("SoftmaxCrossEntropyLoss", F.cross_entropy)]:
            case(
                operator,
                about,
                attributes,
                lambda x, y, w: call(x, y, w, ignore_index=ignored, reduction=reduction),
                randn(2, 3, 2),
                given(classes),
                given(weights),
            )

# Structure

case("Reshape", "a matrix", {}, lambda x: x.reshape(3, 4), randn(2, 3, 2), fixed([3, -1]))
case("Flatten", "an axis", {"axis": int_(2)}, lambda x: x.flatten(0, 1), randn(2, 3, 2))
case("Squeeze", "one axis", {}, lambda x: x.squeeze(1), randn(2, 1, 3), fixed([1]))
case("Unsqueeze", "one axis", {}, lambda x: x.unsqueeze(1), randn(2, 3), fixed([1]))
case("Transpose", "a cycle", {"perm": ints(2, 0, 1)}, lambda x: x.permute(2, 0, 1), randn(2, 3, 4))
case("Expand", "rows", {}, lambda x: x.expand(2, 3, 4), randn(3, 1), fixed([2, 3, 4]))
case("Tile", "both axes", {}, lambda x: x.repeat(2, 3), randn(2, 2), fixed([2, 3]))
case("Concat", "the last axis", {"axis": int_(-1)}, lambda a, b: torch.cat((a, b), -1), randn(2, 2), randn(2, 3))
case("Split", "parts", {"axis": int_(1)}, lambda x: x.split((1, 3, 2), 1), randn(2, 6), fixed([1, 3, 2]))
case(
    "Slice", "a step", {}, lambda x: x[:, 1:6:2], randn(2, 7), fixed([1]), fixed([6]), fixed([1]), fixed([2])
)
for mode, name in [("constant", "constant"), ("reflect", "reflect"), ("edge", "replicate"), ("wrap", "circular")]:
    case(
        "Pad",
        mode,
        {"mode": string(mode)},
        lambda x: F.pad(x, (2, 1, 1, 2), name),
        randn(1, 2, 3, 4),
        fixed([0, 0, 1, 2, 0, 0, 2, 1]),
    )
case("Trilu", "the lower triangle", {"upper": int_(0)}, lambda x: x.tril(-1), randn(2, 3, 3), fixed(-1))
case("Gather", "rows", {}, lambda x, i: F.embedding(i, x), randn(4, 3), given(torch.tensor([[0, 2], [2, 3]])))
case(
    "GatherElements",
    "columns",
    {"axis": int_(1)},
    lambda x, i: x.gather(1, i),
    randn(2, 3),
    given(torch.tensor([[0, 0], [2, 1]])),
)
case(
    "GatherND",
    "slices",
    {},
    lambda x, i: x[i[:, 0], i[:, 1]],
    randn(2, 3, 2),
    given(torch.tensor([[0, 1], [1, 2], [0, 1]])),
)
index = torch.tensor([[0, 0, 2], [1, 1, 1]])
unique_index = torch.tensor([[0, 2, 3], [1, 0, 2]])
case(
    "ScatterElements",
    "replacing",
    {"axis": int_(1)},
    lambda x, i, u: x.scatter(1, i, u),
    randn(2, 4),
    given(unique_index),
    randn(2, 3),
)
for reduction, name in [("add", "sum"), ("mul", "prod"), ("max", "amax"), ("min", "amin")]:
    case(
        "ScatterElements",
        f"{reduction}, some twice",
        {"axis": int_(1), "reduction": string(reduction)},
        lambda x, i, u: x.scatter_reduce(1, i, u, name),
        randn(2, 4),
        given(index),
        randn(2, 3),
    )
for reduction, name in [("max", "amax"), ("min", "amin")]:
    case(
        "ScatterElements",
        f"{reduction}, ties share the gradient",
        {"axis": int_(1), "reduction": string(reduction)},
        lambda x, i, u: x.scatter_reduce(1, i, u, name),
        torch.ones(2, 4),
        given(index),
        torch.ones(2, 3),
    )
case(
    "ScatterND",
    "adding, some twice",
    {"reduction": string("add")},
    lambda x, i, u: x.index_put((i[:, 0],), u, True),
    randn(4, 2),
    given(torch.tensor([[1], [1], [0]])),
    randn(3, 2),
)
case(
    "ScatterND",
    "replacing",
    {},
    lambda x, i, u: x.index_put((i[:, 0],), u),
    randn(4, 2),
    given(torch.tensor([[1], [3]])),
    randn(2, 2),
)
case("TopK", "the largest", {}, lambda x: tuple(x.topk(2, -1)), randn(2, 5), fixed([2]))
mask = torch.tensor([True, False, True])
case("Compress", "columns", {"axis": int_(1)}, lambda x: x[:, mask], randn(2, 3), fixed(mask))
case(
    "ReverseSequence",
    "lengths",
    {},
    lambda x, lengths: torch.stack([torch.cat((x[:n, b].flip(0), x[n:, b])) for b, n in enumerate(lengths.tolist())], 1),
    randn(4, 3, 2),
    given(torch.tensor([1, 4, 3])),
)
case("DepthToSpace", "CRD", {"blocksize": int_(2), "mode": string("CRD")}, lambda x: F.pixel_shuffle(x, 2), randn(1, 8, 2, 2))
case(
    "SpaceToDepth",
    "blocks",
    {"blocksize": int_(2)},
    lambda x: F.pixel_unshuffle(x, 2).reshape(1, 3, 4, 2, 2).transpose(1, 2).reshape(1, 12, 2, 2),
    randn(1, 3, 4, 4),
)
case("CenterCropPad", "both", {}, lambda x: F.pad(x, (-1, -1, 1, 2)), randn(2, 5), fixed([5, 3]))

# Sampling

for mode in ("nearest", "linear", "cubic"):
    for padding in ("zeros", "border", "reflection"):
        # Beyond the border ONNX moves the coordinate of a cubic interpolation, PyTorch its elements.
        reach = 0.4 if mode == "cubic" else 1.4
        for aligned in (False, True):
            case(
                "GridSample",
                f"{mode}, {padding}, aligned {aligned}",
                {"mode": string(mode), "padding_mode": string(padding), "align_corners": int_(int(aligned))},
                lambda x, grid: F.grid_sample(
                    x, grid, {"linear": "bilinear", "cubic": "bicubic"}.get(mode, mode), padding, aligned
                ),
                randn(1, 2, 6, 6),
                uniform(-reach, reach, 1, 2, 3, 2),
            )
case(
    "AffineGrid",
    "pictures",
    {},
    lambda theta: F.affine_grid(theta, (2, 1, 2, 3), False),
    randn(2, 2, 3),
    fixed([2, 1, 2, 3]),
)
for about, mode, attributes, aligned in [
    ("nearest", "nearest", {"coordinate_transformation_mode": string("asymmetric"), "nearest_mode": string("floor")}, None),
    ("bilinear", "bilinear", {"mode": string("linear")}, False),
    ("aligned", "bilinear", {"mode": string("linear"), "coordinate_transformation_mode": string("align_corners")}, True),
    ("bicubic", "bicubic", {"mode": string("cubic")}, False),
]:
    for size in ((5, 7), (2, 3)):
        case(
            "Resize",
            f"{about} to {size}",
            attributes,
            lambda x: F.interpolate(x, size, mode=mode, align_corners=aligned),
            randn(1, 2, 3, 4),
            None,
            None,
            fixed([1, 2, *size]),
        )

# Attention and recurrent cells

for about, attributes, options, shapes in [
    ("heads", {}, {}, [(2, 2, 3, 4)] * 3),
    ("causal", {"is_causal": int_(1)}, {"is_causal": True}, [(1, 2, 3, 4)] * 3),
    ("a scale", {"scale": float_(0.25)}, {"scale": 0.25}, [(1, 2, 2, 4), (1, 2, 5, 4), (1, 2, 5, 3)]),
    ("fewer heads of keys", {}, {"enable_gqa": True}, [(1, 4, 2, 3), (1, 2, 3, 3), (1, 2, 3, 3)]),
]:
    case(
        "Attention",
        about,
        attributes,
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, **options),
        *[randn(*shape) for shape in shapes],
    )
case(
    "Attention",
    "a mask that is added",
    {},
    lambda q, k, v, mask: F.scaled_dot_product_attention(q, k, v, mask),
    *[randn(2, 2, 3, 4) for _ in range(3)],
    randn(3, 3),
)
angle = rounded(randn(1, 3, 2))
case(
    "RotaryEmbedding",
    "complex numbers",
    {"interleaved": int_(1)},
    lambda x, cosines, sines: torch.view_as_real(
        torch.view_as_complex(x.reshape(1, 2, 3, 2, 2)) * torch.complex(cosines, sines)[:, None]
    ).reshape(1, 2, 3, 4),
    randn(1, 2, 3, 4),
    given(rounded(angle.cos())),
    given(rounded(angle.sin())),
)


def gates(value, order):
    """Gates of PyTorch from those of ONNX, which are in another order."""
    parts = value.chunk(len(order))
    return torch.cat([parts[place] for place in order])


def recurrent(function, order, memory):
    count = len(order)

    def call(x, w, r, b, *states):
        parameters = []
        for direction in range(w.shape[0]):
            first, second = b[direction].chunk(2)
            parameters += [gates(value, order) for value in (w[direction], r[direction], first, second)]
        states = states if memory else states[0]
        result = function(x, states, parameters, True, 1, 0.0, False, w.shape[0] == 2, False)
        all_states = result[0].reshape(4, 2, w.shape[0], 3).transpose(1, 2)
        return (all_states, *result[1:])

    def inputs(directions):
        states = [randn(directions, 2, 3) * 0.5 for _ in range(2 if memory else 1)]
        return [
            randn(4, 2, 2),
            randn(directions, 3 * count, 2) * 0.5,
            randn(directions, 3 * count, 3) * 0.5,
            randn(directions, 6 * count) * 0.5,
            None,
            *states,
        ]

    return call, inputs


for operator, function, order, memory, attributes in [
    ("LSTM", torch.lstm, (0, 2, 3, 1), True, {}),
    ("GRU", torch.gru, (1, 0, 2), False, {"linear_before_reset": int_(1)}),
    ("RNN", torch.rnn_tanh, (0,), False, {}),
]:
    for directions, direction in [(1, "forward"), (2, "bidirectional")]:
        call, inputs = recurrent(function, order, memory)
        case(
            operator,
            direction,
            {**attributes, "hidden_size": int_(3), "direction": string(direction)},
            call,
            *inputs(directions),
        )

relu6 = {"min": float_(0), "max": float_(6)}
case("HardTanh", "ReLU6 and its bounds", relu6, F.relu6, torch.tensor([-1.0, 0.0, 0.5, 5.5, 6.0, 7.0]))
case("HardTanh", "its defaults and bounds", {}, F.hardtanh, torch.tensor([-2.0, -1.0, 0.0, 0.25, 1.0, 2.0]))

assert not any(math.isnan(element) for each in cases for result in each["outputs"] for element in result["data"])
json.dump(cases, sys.stdout)
