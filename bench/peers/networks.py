"""The parameters that the optimizers' updates are measured on: two nets of 4-64-64, with 2 outputs and with 1."""

import numpy as np

SHAPES = {
    f"{network}.{layer}.{part}": shape
    for network, outputs in (("actor", 2), ("critic", 1))
    for layer, inputs, units in (("0", 4, 64), ("1", 64, 64), ("head", 64, outputs))
    for part, shape in (("kernel", (inputs, units)), ("bias", (units,)))
}


def is_hidden_kernel(name: str) -> bool:
    """The kernels that MUON and its kin make orthogonal; heads and biases are left to others."""
    return name.endswith("kernel") and "head" not in name


def is_kernel(name: str) -> bool:
    return name.endswith("kernel")


def drawn(seed: int, *leading: int) -> dict[str, np.ndarray]:
    """Numbers for all parameters, of the size that gradients have."""
    generator = np.random.default_rng(seed)
    return {
        name: (0.1 * generator.standard_normal(leading + shape)).astype(np.float32)
        for name, shape in SHAPES.items()
    }


def there_and_back(*leading: int) -> list[dict[str, np.ndarray]]:
    """Gradients to be taken in turn: parameters stay where they are however often this is done."""
    north, east = drawn(1, *leading), drawn(2, *leading)
    return [north, east, *({name: -x for name, x in each.items()} for each in (north, east))]
