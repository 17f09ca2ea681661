"""Who trains CartPole-v1, and what each budget costs."""

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from one_core import run

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPTS = Path(__file__).resolve().parent / "trained_by"

# Environment steps of a seed, in whole updates of 4 x 128 steps. The first is there to tell the start from the rest, of
# those that do not tell it themselves.
FIRST_BUDGET = 5_120
BUDGETS = (25_088, 100_352, 250_368, 999_936)
SEEDS = (1, 8, 64)


@dataclass(frozen=True)
class Tool:
    """Something that trains."""

    name: str
    version: str
    # The command for so many seeds and environment steps of each.
    command: Callable[[int, int], list[str]]
    # False if each seed is a command of its own, one after the other.
    side_by_side: bool
    # True if it prints how long the training itself took. What compiles for long does, or chance would hide the rest.
    tells: bool = False


def tools(node: str, cleanrl: Path | None, purejaxrl: Path | None, ways: dict[str, list[str]]) -> list[Tool]:
    """All that can be timed here. `ways` are names and further flags of rl-bench."""

    def script(name: str, *words: str) -> list[str]:
        return [sys.executable, str(SCRIPTS / name), *words]

    def ours(flags: list[str]) -> Callable[[int, int], list[str]]:
        # One episode before and one after training is the least that it evaluates.
        return lambda seeds, steps: [
            *(node, str(REPOSITORY / "dist" / "cli.js"), "run", "--env", "CartPole-v1", "--agent", "ppo"),
            *("--optimizers", "ADAM(lr=0.00025,eps=1e-5)", "--seeds", str(seeds), "--total-timesteps", str(steps)),
            *("--evaluations", "1", "--eval-episodes", "1", "--workers", "1", "--backend", "simd"),
            *("--db", "results.sqlite", "--quiet", *flags),
        ]

    found = [Tool(name, "", ours(flags), True) for name, flags in ways.items()]
    if cleanrl is not None:
        ppo = cleanrl / "cleanrl" / "ppo.py"
        words = ["--seed", "1", "--no-cuda", "--total-timesteps"]
        found.append(
            Tool("CleanRL", fingerprint(ppo), lambda _, steps: [sys.executable, str(ppo), *words, str(steps)], False)
        )
    found += [
        Tool(
            "Stable-Baselines3",
            version("stable-baselines3"),
            lambda _, steps: script("stable_baselines3_ppo.py", "1", str(steps)),
            False,
        ),
        Tool("SBX", version("sbx-rl"), lambda _, steps: script("sbx_ppo.py", "1", str(steps)), False),
        Tool(
            "rejax",
            version("rejax"),
            lambda seeds, steps: script("rejax_ppo.py", str(seeds), str(steps)),
            True,
            tells=True,
        ),
    ]
    if purejaxrl is not None:
        folder = str(purejaxrl.resolve())
        found.append(
            Tool(
                "PureJaxRL",
                fingerprint(purejaxrl / "purejaxrl" / "ppo.py"),
                lambda seeds, steps: script("purejaxrl_ppo.py", folder, str(seeds), str(steps)),
                True,
                tells=True,
            )
        )
    return found


def fingerprint(program: Path) -> str:
    return f"ppo.py with SHA-256 {hashlib.sha256(program.read_bytes()).hexdigest()[:12]}"


def measure(
    chosen: list[Tool],
    core: int,
    patience: float,
    seed_counts: tuple[int, ...] = SEEDS,
    budgets: tuple[int, ...] = (FIRST_BUDGET, *BUDGETS),
) -> dict:
    """Times all tools in turn, budget by budget. What would train for longer than `patience` is left to arithmetic.

    A tool that fails is left out from then on, and named among the `failed`.
    """
    cells: list[dict] = []
    failed: dict[str, str] = {}
    for steps in budgets:
        for seeds in seed_counts:
            for tool in chosen:
                if tool.name in failed or (seeds > 1 and not tool.side_by_side):
                    continue
                if tool.tells and steps == budgets[0]:
                    continue
                own = [cell for cell in cells if cell["tool"] == tool.name and cell["seeds"] == seeds]
                if len(own) >= (1 if tool.tells else 2) and start_and_step(own)[1] * steps > patience:
                    continue
                try:
                    if all(cell["tool"] != tool.name for cell in cells):
                        # The first time its files are read from the disk, which would count as its start.
                        run(tool.command(seeds, steps), core)
                    cost, printed = run(tool.command(seeds, steps), core)
                except RuntimeError as error:
                    print(error, file=sys.stderr)
                    failed[tool.name] = str(error)
                    continue
                cell = {"tool": tool.name, "seeds": seeds, "steps": steps, **vars(cost)}
                cells.append({**cell, "training_seconds": float(printed)} if tool.tells else cell)
                print(
                    f"{tool.name}, seeds: {seeds}, steps: {steps:,}: {cost.cpu_seconds:.1f} CPU s,"
                    f" {cost.seconds:.1f} s on the clock",
                    file=sys.stderr,
                )
    return {
        "tools": [
            {"name": tool.name, "side_by_side": tool.side_by_side} for tool in chosen if tool.name not in failed
        ],
        "cells": [cell for cell in cells if cell["tool"] not in failed],
        "failed": failed,
    }


def start_and_step(cells: list[dict]) -> tuple[float, float]:
    """CPU seconds of the start, and of an environment step of all seeds: from the smallest and the largest budget."""
    first, last = cells[0], cells[-1]
    if "training_seconds" in last:
        return last["cpu_seconds"] - last["training_seconds"], last["training_seconds"] / last["steps"]
    step = (last["cpu_seconds"] - first["cpu_seconds"]) / (last["steps"] - first["steps"])
    return max(0.0, first["cpu_seconds"] - step * first["steps"]), step


def expected(cells: list[dict], steps: int) -> float:
    start, step = start_and_step(cells)
    return start + step * steps
