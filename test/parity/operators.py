"""Golden values of single operators from PyTorch in float64: outputs and vector-Jacobian products.

    python test/parity/operators.py > test/parity/golden/operators.json

Each case names the ONNX node that the PyTorch call corresponds to.
"""

import json
import sys

import torch
from torch.nn import functional as F

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
cases = []


def case(about, operator, attributes, call, *inputs, outputs=1, constants=()):
    inputs = [tensor.clone().requires_grad_() for tensor in inputs]
    result = call(*inputs)
    cotangent = torch.randn_like(result)
    gradients = torch.autograd.grad(result, inputs, cotangent)
    cases.append(
        {
            "about": about,
            "operator": operator,
            "attributes": attributes,
            "outputCount": outputs,
            "inputs": [packed(tensor) for tensor in inputs],
            "constants": [packed(tensor) for tensor in constants],
            "cotangent": packed(cotangent),
            "output": packed(result),
            "gradients": [packed(gradient) for gradient in gradients],
        }
    )


def packed(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().flatten().tolist()}


def randn(*shape):
    return torch.randn(*shape)


def ints(*values):
    return {"kind": "ints", "value": list(values)}


def int_(value):
    return {"kind": "int", "value": value}


def float_(value):
    return {"kind": "float", "value": value}


def string(value):
    return {"kind": "string", "value": value}


for about, x, w, stride, padding, dilation, groups in [
    ("3x3 stride 2", (2, 3, 7, 6), (4, 3, 3, 3), 2, 1, 1, 1),
    ("dilated", (1, 2, 7, 7), (2, 2, 3, 3), 1, 2, 2, 1),
    ("grouped", (2, 4, 5, 5), (6, 2, 3, 3), 1, 1, 1, 2),
    ("depthwise stride 2", (1, 3, 6, 6), (3, 1, 3, 3), 2, 1, 1, 3),
]:
    case(
        about,
        "Conv",
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
case(
    "stride 2 with output padding",
    "ConvTranspose",
    {"strides": ints(2, 2), "pads": ints(1, 1, 1, 1), "output_padding": ints(1, 1)},
    lambda x, w, b: F.conv_transpose2d(x, w, b, 2, 1, 1),
    randn(1, 2, 3, 3),
    randn(2, 3, 3, 3),
    randn(3),
)
case(
    "training",
    "BatchNormalization",
    {"training_mode": int_(1), "momentum": float_(0.9)},
    lambda x, g, b: F.batch_norm(x, None, None, g, b, True),
    randn(3, 2, 3, 3) * 3 + 1,
    randn(2),
    randn(2),
    outputs=3,
    constants=(torch.zeros(2), torch.ones(2)),
)
running = (randn(2), randn(2).abs() + 0.5)
case(
    "evaluation",
    "BatchNormalization",
    {},
    lambda x, g, b: F.batch_norm(x, *running, g, b),
    randn(3, 2, 3, 3),
    randn(2),
    randn(2),
    constants=running,
)
case(
    "last axis",
    "LayerNormalization",
    {"axis": int_(-1)},
    lambda x, g, b: F.layer_norm(x, (5,), g, b),
    randn(2, 3, 5),
    randn(5),
    randn(5),
)
for ceil in (False, True):
    shared = {"kernel_shape": ints(3, 3), "strides": ints(2, 2), "pads": ints(1, 1, 1, 1), "ceil_mode": int_(int(ceil))}
    case(
        f"ceil mode {ceil}", "MaxPool", shared, lambda x: F.max_pool2d(x, 3, 2, 1, ceil_mode=ceil), randn(1, 2, 6, 6)
    )
    for counts in (False, True):
        case(
            f"ceil mode {ceil}, counting the padding {counts}",
            "AveragePool",
            shared | {"count_include_pad": int_(int(counts))},
            lambda x: F.avg_pool2d(x, 3, 2, 1, ceil, counts),
            randn(1, 2, 6, 6),
        )
case("linear layer", "Gemm", {"transB": int_(1)}, F.linear, randn(3, 4), randn(2, 4), randn(2))
case("broadcast batches", "MatMul", {}, torch.matmul, randn(2, 1, 3, 4), randn(3, 4, 2))
case("last axis", "Softmax", {"axis": int_(-1)}, lambda x: F.softmax(x, -1), randn(3, 4) * 3)
case("axis 1", "LogSoftmax", {"axis": int_(1)}, lambda x: F.log_softmax(x, 1), randn(2, 3, 2) * 3)
# Without hardsigmoid, whose float64 kernel rounds 1/6 to float32, and with an alpha of celu that float32 holds exactly.
for operator, attributes, call in [
    ("Relu", {}, F.relu),
    ("LeakyRelu", {"alpha": float_(0.2)}, lambda x: F.leaky_relu(x, 0.2)),
    ("Elu", {"alpha": float_(0.7)}, lambda x: F.elu(x, 0.7)),
    ("Celu", {"alpha": float_(0.5)}, lambda x: F.celu(x, 0.5)),
    ("Gelu", {}, F.gelu),
    ("Gelu", {"approximate": string("tanh")}, lambda x: F.gelu(x, approximate="tanh")),
    ("HardSwish", {}, F.hardswish),
    ("Mish", {}, F.mish),
    ("Sigmoid", {}, torch.sigmoid),
    ("Tanh", {}, torch.tanh),
    ("Softplus", {}, F.softplus),
    ("Softsign", {}, F.softsign),
    ("Erf", {}, torch.erf),
    ("Abs", {}, torch.abs),
]:
    case("elements", operator, attributes, call, torch.tensor([-4.1, -2.7, -0.9, -0.1, 0.2, 1.3, 2.9, 3.4]))
tied = torch.tensor([[1.0, 2.0, 2.0], [3.0, 0.0, 3.0]])
case("ties share the gradient", "ReduceMax", {}, lambda x: x.amax((0, 1), keepdim=True), tied)
case("ties share the gradient", "Max", {}, torch.maximum, tied, torch.tensor([[1.0, 0.0, 2.0]]))
case("no gradient at zero", "Relu", {}, F.relu, torch.tensor([0.0, -1.0, 1.0]))
case("the norm of zero", "ReduceL2", {}, lambda x: x.norm().reshape(1, 1), torch.zeros(2, 2))
case(
    "its neighbours",
    "LRN",
    {"size": int_(3), "alpha": float_(0.5), "beta": float_(0.75), "bias": float_(1.5)},
    lambda x: F.local_response_norm(x, 3, 0.5, 0.75, 1.5),
    randn(1, 5, 2, 2),
)

json.dump(cases, sys.stdout)
