"""Updates of one member by PyTorch and pytorch_optimizer, the gradient aside: SECONDS [RULE …]

Prints a JSON object: CPU seconds of an update by rule.
"""

import json
import sys

import pytorch_optimizer
import torch
from cpu_time import cpu_seconds
from networks import drawn, is_hidden_kernel, is_kernel, there_and_back
from pytorch_optimizer.optimizer.scion import LMONorm

Parameters = dict[str, torch.nn.Parameter]


def library(name: str, **settings: object):
    return lambda params: pytorch_optimizer.load_optimizer(name)(params.values(), **settings)


def own(name: str, **settings: object):
    """Of PyTorch itself."""
    return lambda params: getattr(torch.optim, name)(params.values(), **settings)


def divided(params: Parameters, choice) -> tuple[list, list]:
    return [p for name, p in params.items() if choice(name)], [p for name, p in params.items() if not choice(name)]


def muon_like(name: str):
    def create(params: Parameters) -> torch.optim.Optimizer:
        kernels, others = divided(params, is_hidden_kernel)
        groups = [{"params": kernels, "use_muon": True}, {"params": others, "use_muon": False}]
        return pytorch_optimizer.load_optimizer(name)(groups)

    return create


def fira(params: Parameters) -> torch.optim.Optimizer:
    kernels, others = divided(params, is_kernel)
    projected = {"rank": 16, "update_proj_gap": 200, "scale": 1.0, "projection_type": "std"}
    return pytorch_optimizer.load_optimizer("fira")([{"params": kernels, **projected}, {"params": others}])


def scion(params: Parameters) -> torch.optim.Optimizer:
    kinds = {
        LMONorm.SPECTRAL: is_hidden_kernel,
        LMONorm.SIGN: lambda name: is_kernel(name) and not is_hidden_kernel(name),
        LMONorm.BIAS: lambda name: not is_kernel(name),
    }
    groups = [{"params": divided(params, choice)[0], "norm_type": kind} for kind, choice in kinds.items()]
    return pytorch_optimizer.load_optimizer("scion")(groups, constraint=True)


# The fastest form that the library has of each; PyTorch's own where there is one.
RULES = {
    "SGD": own("SGD", lr=1e-3, fused=True),
    "ADAM": own("Adam", fused=True),
    "ADAMW": own("AdamW", fused=True),
    "ADAGRAD": own("Adagrad", lr=1e-3, fused=True),
    "RMSPROP": own("RMSprop", lr=1e-3),
    "AMSGRAD": own("Adam", amsgrad=True, fused=True),
    "NADAM": own("NAdam"),
    "RADAM": own("RAdam"),
    "ADADELTA": own("Adadelta"),
    "LION": library("lion"),
    "YOGI": library("yogi"),
    "ADAN": library("adan"),
    "DIFFGRAD": library("diffgrad"),
    "SIGNSGD": library("signsgd"),
    "NOVOGRAD": library("novograd"),
    "LAMB": library("lamb", weight_decay=0.01),
    "ADAFACTOR": library("adafactor", lr=None),
    "ADAMP": library("adamp"),
    "SGDP": library("sgdp"),
    "PRODIGY": library("prodigy", bias_correction=True),
    "SCHEDULEFREE": library("schedulefreeadamw"),
    "SOAP": library("soap"),
    "SHAMPOO": library("shampoo"),
    "FIRA": fira,
    "MUON": muon_like("muon"),
    "NORMUON": muon_like("normuon"),
    "SCION": scion,
}


def measure(rule: str, seconds: float) -> float:
    # PyTorch keeps matrices the other way round; the shapes are those of its layers.
    params = {name: torch.nn.Parameter(torch.from_numpy(x.T.copy())) for name, x in drawn(3).items()}
    gradients = [{name: torch.from_numpy(x.T.copy()) for name, x in each.items()} for each in there_and_back()]
    optimizer = RULES[rule](params)
    if rule == "SCHEDULEFREE":
        optimizer.train()

    def work(updates: int) -> None:
        for update in range(updates):
            gradient = gradients[update % 4]
            for name, param in params.items():
                param.grad = gradient[name]
            optimizer.step()

    return cpu_seconds(work, seconds)


if __name__ == "__main__":
    seconds, *chosen = sys.argv[1:]
    torch.set_num_threads(1)
    answer = {rule: measure(rule, float(seconds)) for rule in RULES if not chosen or rule in chosen}
    print(json.dumps(answer))
