"""Trains CartPole and Pendulum by rl-bench and by the programs of CleanRL and Stable-Baselines3 with the same settings,
and writes docs/reproductions.md.

bench/peers/create-environment.sh makes the environment to run this in; rl-bench must be built. See bench/README.md.
"""

import argparse
import datetime
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import distributions, version
from pathlib import Path

from one_core import SINGLE_THREAD, said
from reproductions_page import page

REPOSITORY = Path(__file__).resolve().parents[2]
STEPS = 102_400
WINDOW = 20_480

CARTPOLE = ("--env", "CartPole-v1", "--agent", "ppo", "--optimizers", "ADAM(lr=0.00025,eps=1e-5)")
PENDULUM = (
    *("--env", "Pendulum-v1", "--optimizers", "ADAM(lr=0.0003,eps=1e-5)"),
    *("--agent", "ppo(num_envs=1,num_steps=2048,num_minibatches=32,gamma=0.9,norm_obs=true,anneal_lr=true{more})"),
)


@dataclass(frozen=True)
class Program:
    """Something that trains one seed, and prints the episodes that end as CleanRL does."""

    name: str
    command: list[str]
    environment: dict[str, str]

    def train(self, seed: int) -> list[tuple[int, float]]:
        """The episodes of a seed: the environment step at which each ended, and its return."""
        words = [word.format(seed=seed, steps=STEPS) for word in self.command]
        with tempfile.TemporaryDirectory(prefix="rl-bench-peers-") as folder:
            done = subprocess.run(
                words,
                cwd=folder,
                env={**os.environ, **SINGLE_THREAD, **self.environment},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
            )
        if done.returncode != 0:
            sys.exit(f"{self.name} failed with seed {seed}:\n{done.stderr[-2000:]}")
        found = re.findall(r"global_step=(\d+), episodic_return=\[?(-?[\d.e+]+)", done.stdout)
        if not found:
            sys.exit(f"{self.name} printed no episode with seed {seed}: CleanRL's programs need --gymnasium")
        return [(int(step), float(total)) for step, total in found]


def programs(cleanrl: Path, gymnasium: Path) -> dict[str, Program]:
    """Those of the peers, by the task and the name that the page gives them."""
    folder = cleanrl.resolve() / "cleanrl"
    older = {"PYTHONPATH": str(gymnasium.resolve())}
    words = ["--seed", "{seed}", "--total-timesteps", "{steps}", "--no-cuda"]
    continuous = [str(folder / "ppo_continuous_action.py"), "--env-id", "Pendulum-v1", "--gamma", "0.9", *words]
    baselines = [str(REPOSITORY / "bench/peers/trained_by/stable_baselines3_pendulum.py"), "{seed}", "{steps}"]
    return {
        "cartpole-cleanrl": Program("CleanRL ppo.py", [sys.executable, str(folder / "ppo.py"), *words], older),
        "pendulum-cleanrl": Program("CleanRL ppo_continuous_action.py", [sys.executable, *continuous], older),
        "pendulum-sb3": Program("Stable-Baselines3 PPO", [sys.executable, *baselines], {}),
    }


def ours(node: str) -> dict[str, list[str]]:
    """The commands of rl-bench, by the same names."""
    cli = [node, str(REPOSITORY / "dist" / "cli.js"), "run"]
    return {
        "cartpole-rl-bench": [*cli, *CARTPOLE],
        "pendulum-rl-bench-ends": [*cli, *(word.format(more=",bootstrap_truncated=false") for word in PENDULUM)],
        "pendulum-rl-bench": [*cli, *(word.format(more="") for word in PENDULUM)],
    }


def window_means(episodes: list[tuple[int, float]]) -> list[float | None]:
    """The mean return of the episodes that end in each window of environment steps; None where none does."""
    means: list[float | None] = []
    for end in range(WINDOW, STEPS + 1, WINDOW):
        own = [total for step, total in episodes if end - WINDOW < step <= end]
        means.append(sum(own) / len(own) if own else None)
    return means


def trained_by_us(command: list[str], seeds: int) -> list[list[float | None]]:
    with tempfile.TemporaryDirectory(prefix="rl-bench-peers-") as folder:
        file = Path(folder, "results.sqlite")
        words = ["--seeds", str(seeds), "--total-timesteps", str(STEPS), "--evaluations", "1", "--eval-episodes", "1"]
        subprocess.run([*command, *words, "--db", str(file), "--quiet"], check=True, stdout=subprocess.DEVNULL)
        with sqlite3.connect(file) as opened:
            runs = [run for (run,) in opened.execute("SELECT id FROM runs ORDER BY seed")]
            return [
                window_means(
                    opened.execute("SELECT env_step, return FROM episodes WHERE run_id = ?", (run,)).fetchall()
                )
                for run in runs
            ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cleanrl", type=Path, metavar="FOLDER", help="a checkout of CleanRL")
    parser.add_argument(
        "--gymnasium",
        type=Path,
        metavar="FOLDER",
        help="where the Gymnasium lies that CleanRL's programs are written for",
    )
    parser.add_argument("--peer-seeds", type=int, default=10, help="seeds of each peer (default: 10)")
    parser.add_argument("--seeds", type=int, default=40, help="seeds of rl-bench (default: 40)")
    parser.add_argument("--node", default="node", help="the Node that runs rl-bench (default: node)")
    parser.add_argument(
        "--results",
        type=Path,
        required=True,
        metavar="FILE",
        help="all figures as JSON, kept after every seed; seeds that are there are not trained again",
    )
    parser.add_argument("--out", type=Path, default=REPOSITORY / "docs" / "reproductions.md", help="the page to write")
    given = parser.parse_args()

    results = json.loads(given.results.read_text()) if given.results.exists() else {"windows": {}}
    windows: dict[str, list[list[float | None]]] = results["windows"]

    def keep() -> None:
        beside = given.results.with_suffix(".part")
        beside.write_text(json.dumps(results, indent=1))
        beside.replace(given.results)

    if given.cleanrl and given.gymnasium:
        for name, program in programs(given.cleanrl, given.gymnasium).items():
            known = windows.setdefault(name, [])
            for seed in range(len(known) + 1, given.peer_seeds + 1):
                known.append(window_means(program.train(seed)))
                keep()
                print(program.name, seed, known[-1], file=sys.stderr)
        results["versions"] = {
            "CleanRL": commit_of(given.cleanrl),
            "Gymnasium for CleanRL": version_in(given.gymnasium),
            **{name: version(name) for name in ("stable-baselines3", "gymnasium", "torch", "numpy")},
        }
    for name, command in ours(given.node).items():
        if len(windows.get(name, [])) != given.seeds:
            windows[name] = trained_by_us(command, given.seeds)
            keep()
    results["rl-bench"] = commit_of(REPOSITORY)
    results["date"] = datetime.date.today().isoformat()
    results["commands"] = {name: command[3:] for name, command in ours("node").items()}
    keep()
    given.out.write_text(page(results, WINDOW, STEPS))


def version_in(folder: Path) -> str:
    return next(found.version for found in distributions(name="gymnasium", path=[str(folder)]))


def commit_of(folder: Path) -> str:
    return said("git", "-C", str(folder), "describe", "--always", "--dirty")


if __name__ == "__main__":
    main()
