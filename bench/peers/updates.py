"""What one update of each optimizer costs, the gradient aside."""

import json
import sys
from pathlib import Path

from one_core import run
from training import REPOSITORY

HERE = Path(__file__).resolve().parent


def measure(node: str, core: int, seconds: float, rules: list[str]) -> list[dict]:
    """Times the rules that rl-bench shares with optax or PyTorch, all of them where none is named."""

    def peer(program: str) -> dict:
        print(f"{program}: updates", file=sys.stderr)
        return json.loads(run([sys.executable, str(HERE / program), str(seconds), *rules], core)[1])

    optax, torch = peer("optax_updates.py"), peer("torch_updates.py")
    shared = [*optax, *(rule for rule in torch if rule not in optax)]
    print("rl-bench: updates", file=sys.stderr)
    words = [node, str(REPOSITORY / "dist" / "cli.js"), "bench", "--only", "optimizers", "--json", "--quiet"]
    answer = json.loads(run([*words, "--rounds", "3", "--optimizers", *shared], core)[1])
    ours = {row["optimizer"]: row["cpuSeconds"] for row in answer["topics"]["optimizers"]}
    return [
        {"rule": rule, "rl-bench": ours[rule], "optax": optax.get(rule), "torch": torch.get(rule)}
        for rule in shared
    ]
