"""Records conv_grad.json and attention_grad.json beside this file: layers of PyTorch and their gradients, in float64.

    python torch_layers.py
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
folder = pathlib.Path(__file__).parent


def rounded(tensor):
    """Numbers of 12 significant digits, and a tensor of just these."""
    numbers = [float(f"{x:.12g}") for x in tensor.detach().flatten().tolist()]
    return numbers, torch.tensor(numbers).reshape(tensor.shape)


def drawn(*shape):
    return rounded(torch.randn(*shape))[1].requires_grad_()


def record(name, layout, cases):
    text = {"source": f"torch {torch.__version__}, float64", "layout": layout, "cases": cases}
    (folder / name).write_text(json.dumps(text, separators=(",", ":")) + "\n")


def flat(tensor):
    return rounded(tensor)[0]


def convolution(batch, channels, height, width, out, size, padding, relu):
    x, weight, bias = drawn(batch, channels, height, width), drawn(out, channels, size, size), drawn(out)
    y = F.conv2d(x, weight, bias, padding=padding)
    y = F.relu(y) if relu else y
    dy = drawn(*y.shape).detach()
    y.backward(dy)
    sizes = dict(batch=batch, channels=channels, height=height, width=width, out=out, size=size, padding=padding)
    return {
        **sizes,
        "relu": relu,
        **{name: flat(value) for name, value in dict(x=x, weight=weight, bias=bias, dy=dy).items()},
        "expected": {
            "y": flat(y),
            "ofX": flat(x.grad),
            "ofWeight": flat(weight.grad),
            "ofBias": flat(bias.grad),
        },
    }


def attention(batch, length, width, heads):
    layer = torch.nn.MultiheadAttention(width, heads, batch_first=True)
    named = dict(layer.named_parameters())
    with torch.no_grad():
        for parameter in named.values():
            parameter.copy_(rounded(0.5 * torch.randn(parameter.shape))[1])
    x = drawn(batch, length, width)
    mask = torch.nn.Transformer.generate_square_subsequent_mask(length)
    y, _ = layer(x, x, x, attn_mask=mask, is_causal=True, need_weights=False)
    dy = drawn(*y.shape).detach()
    y.backward(dy)
    return {
        "kind": "MultiheadAttention",
        **dict(batch=batch, length=length, width=width, heads=heads),
        "parameters": {name: flat(value) for name, value in named.items()},
        **{"x": flat(x), "dy": flat(dy)},
        "expected": {
            "y": flat(y),
            "ofX": flat(x.grad),
            "ofParameters": {name: flat(value.grad) for name, value in named.items()},
        },
    }


def scaled_dot_product(batch, length, width, heads):
    seen = drawn(batch, length, 3 * width)
    parts = [
        part.reshape(batch, length, heads, width // heads).transpose(1, 2) for part in seen.split(width, dim=2)
    ]
    mixed = F.scaled_dot_product_attention(*parts, is_causal=True)
    y = mixed.transpose(1, 2).reshape(batch, length, width)
    dy = drawn(*y.shape).detach()
    y.backward(dy)
    return {
        "kind": "scaled_dot_product_attention",
        **dict(batch=batch, length=length, width=width, heads=heads),
        **{"x": flat(seen), "dy": flat(dy)},
        "expected": {"y": flat(y), "ofX": flat(seen.grad)},
    }


record(
    "conv_grad.json",
    "Pictures [batch][channel][row][column], weights [out][channel][row][column], as torch has them; flat. "
    "ofX and its kin are the gradients of sum(y * dy).",
    [
        convolution(2, 2, 5, 4, 3, 3, 0, False),
        convolution(2, 2, 5, 4, 3, 3, 1, True),
        convolution(1, 3, 3, 3, 2, 3, 0, True),
        convolution(3, 1, 4, 6, 2, 2, 0, False),
        convolution(2, 3, 4, 5, 4, 1, 0, True),
        convolution(2, 2, 5, 5, 2, 5, 2, False),
        convolution(2, 2, 1, 4, 3, 3, 1, False),
    ],
)
record(
    "attention_grad.json",
    "Causal self-attention; x is [batch][position][width], of scaled_dot_product_attention the queries, keys and values of each "
    "position side by side; weights [out][in], as torch has them; flat. ofX and its kin are the gradients of sum(y * dy).",
    [
        scaled_dot_product(2, 4, 6, 2),
        scaled_dot_product(1, 1, 4, 1),
        scaled_dot_product(3, 5, 4, 4),
        attention(2, 4, 6, 2),
        attention(1, 6, 8, 4),
    ],
)
