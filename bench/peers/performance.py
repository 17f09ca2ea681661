#!/usr/bin/env python3
"""Times rl-bench and its peers in turn on one core, and writes docs/performance.md.

bench/peers/create-environment.sh makes the environment to run this in; rl-bench must be built. See bench/README.md.
"""

import argparse
import datetime
import json
import os
import sys
import time
from importlib.metadata import version
from pathlib import Path

import training
import updates
from document import document
from one_core import said

# What is named with its version. rl-bench's own, Node's and that of checkouts are named apart.
PACKAGES = (
    *("stable-baselines3", "sbx-rl", "rejax", "gymnax", "gymnasium"),
    *("jax", "optax", "torch", "pytorch_optimizer"),
)
# Names of rl-bench in the tables, and the further flags of each.
WAYS: dict[str, list[str]] = {"rl-bench": [], "rl-bench, WebAssembly": ["--no-native"]}


def main() -> None:
    args = arguments()
    if args.results_from:
        results = json.loads(args.results_from.read_text())
    else:
        start = time.monotonic()
        results = measured(args)
        print(f"took {(time.monotonic() - start) / 60:.1f} minutes", file=sys.stderr)
    text = document(results)
    if args.out is None:
        print(text, end="")
    else:
        args.out.write_text(text)
        print(f"{args.out} is written", file=sys.stderr)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flag = parser.add_argument
    flag("--only", nargs="+", choices=("training", "updates"), default=["training", "updates"], help="what to time")
    flag("--tools", nargs="+", help="names of those that train (default: all)")
    flag("--optimizers", nargs="+", default=[], help="rules whose updates are timed (default: all that a peer has too)")
    flag("--cleanrl", type=Path, metavar="FOLDER", help="a checkout of CleanRL, to time its cleanrl/ppo.py")
    flag("--purejaxrl", type=Path, metavar="FOLDER", help="a checkout of PureJaxRL, to time its purejaxrl/ppo.py")
    flag("--core", type=int, help="the core to use (default: the last one of this process)")
    flag("--node", default="node", help="the Node that runs rl-bench (default: node)")
    flag("--patience", type=float, default=20, help="seconds of training beyond which it is computed, not run (default: 20)")
    flag("--quick", action="store_true", help="tiny budgets, to see that everything runs; its figures mean nothing")
    flag("--out", type=Path, help="the page to write (default: docs/performance.md; of less than a whole run: print it)")
    flag("--results", type=Path, metavar="FILE", help="keep all figures as JSON")
    flag("--from", dest="results_from", type=Path, metavar="FILE", help="measure nothing, write the page of such a file")
    args = parser.parse_args()
    narrowed = args.quick or args.tools or args.optimizers or len(set(args.only)) < 2 or args.results_from
    if args.out is None and not narrowed:
        args.out = training.REPOSITORY / "docs" / "performance.md"
    if not (training.REPOSITORY / "dist" / "cli.js").exists():
        parser.error("rl-bench is not built: npm run build")
    for name, file in (("cleanrl", "cleanrl/ppo.py"), ("purejaxrl", "purejaxrl/ppo.py")):
        folder = getattr(args, name)
        if folder and not (folder / file).exists():
            parser.error(f"--{name}: there is no {file} in {folder}")
    return args


def measured(args: argparse.Namespace) -> dict:
    core = max(os.sched_getaffinity(0)) if args.core is None else args.core
    tools = training.tools(args.node, args.cleanrl, args.purejaxrl, WAYS)
    names = [tool.name for tool in tools]
    unknown = [name for name in args.tools or [] if name not in names]
    if unknown:
        sys.exit(f"--tools knows no {unknown[0]} (known: {', '.join(names)})")
    chosen = [tool for tool in tools if not args.tools or tool.name in args.tools]
    results: dict = {
        "date": datetime.date.today().isoformat(),
        "machine": {"cpu": cpu_model(), "core": core, "cores": os.cpu_count()},
        "rl-bench": said("git", "-C", str(training.REPOSITORY), "describe", "--always", "--dirty"),
        "node": said(args.node, "--version").lstrip("v"),
        "kernels": kernels(args.node),
        "versions": {
            **{name: version(name) for name in PACKAGES},
            **{tool.name: tool.version for tool in chosen if tool.version.startswith("ppo.py")},
            "Python": sys.version.split()[0],
        },
    }
    if "training" in args.only:
        smaller = {"seed_counts": (1, 2), "budgets": (512, 2048)} if args.quick else {}
        results["training"] = training.measure(chosen, core, args.patience, **smaller)
        keep(results, args)
    if "updates" in args.only:
        rules = args.optimizers or (["ADAM", "MUON", "SOAP"] if args.quick else [])
        results["updates"] = updates.measure(args.node, core, 0.02 if args.quick else 0.05, rules)
        keep(results, args)
    return results


def keep(results: dict, args: argparse.Namespace) -> None:
    if args.results:
        args.results.write_text(json.dumps(results, indent=1))


def kernels(node: str) -> str:
    """What rl-bench computes with."""
    native = json.loads(said(node, str(training.REPOSITORY / "dist" / "cli.js"), "doctor", "--json", "--quiet"))["native"]
    return native["instructions"] or f"WebAssembly alone (native ones: {native['problem']})"


def cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "an unnamed CPU"


if __name__ == "__main__":
    main()
