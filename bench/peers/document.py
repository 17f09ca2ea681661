"""The results of a run as docs/performance.md."""

import math
from textwrap import fill

from training import BUDGETS, FIRST_BUDGET, expected, start_and_step

# A process that waits for others is on the clock longer than on the core.
BUSY = 1.1
WIDTH = 120
UNBROKEN = {"break_long_words": False, "break_on_hyphens": False}


def document(results: dict) -> str:
    training, updates = results.get("training"), results.get("updates")
    parts = [heading(results)]
    if training:
        parts += [steady_state(training), whole_command(training), how_training_was_timed(training)]
    if updates:
        parts.append(updates_table(updates))
    return "\n\n".join(parts) + "\n"


def heading(results: dict) -> str:
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    lines = [
        "# Performance beside other libraries",
        "",
        wrapped(
            "`bench/peers/performance.py` has written this page: one run, one core, one thread, everything in turn. Only"
            " ratios mean anything; absolute figures are of that machine. How to make it anew is in"
            " [bench/README.md](../bench/README.md)."
        ),
        "",
        bullets([
            f"{results['date']}, {machine['cpu']}, core {machine['core']} of {machine['cores']}",
            f"rl-bench {results['rl-bench']}, Node {results['node']}, kernels: {results['kernels']}",
            versions,
        ]),
    ]
    cells = results.get("training", {}).get("cells", [])
    waited = sum(cell["seconds"] for cell in cells) / max(1e-9, sum(cell["cpu_seconds"] for cell in cells))
    if cells and waited > BUSY:
        lines += [
            "",
            wrapped(
                f"**The core was shared: commands were on the clock for {waited:.2f} times their CPU time. These figures are"
                " not to be relied on.**"
            ),
        ]
    return "\n".join(lines)


def cells_of(training: dict, tool: dict, seeds: int) -> list[dict]:
    """What is known of a tool with so many seeds; those of a tool that trains one seed at a time follow each other."""
    measured = 1 if seeds > 1 and not tool["side_by_side"] else seeds
    own = [cell for cell in training["cells"] if cell["tool"] == tool["name"] and cell["seeds"] == measured]
    times = seeds // measured
    return [{**cell, "cpu_seconds": cell["cpu_seconds"] * times} for cell in own]


def seed_counts(training: dict) -> list[int]:
    return sorted({cell["seeds"] for cell in training["cells"]})


def speed(training: dict, tool: dict, seeds: int) -> float:
    """Environment steps of all seeds in a CPU second, the start aside; NaN where chance has hidden it."""
    step = start_and_step(cells_of(training, tool, seeds))[1]
    return seeds / step if step > 0 else math.nan


def steady_state(training: dict) -> str:
    tools = training["tools"]
    yardsticks = [tool for tool in tools if tool["name"] in ("CleanRL", "PureJaxRL")]
    yardsticks = yardsticks or [tool for tool in tools if tool["name"] == "Stable-Baselines3"]
    rows = []
    for tool in tools:
        for seeds in seed_counts(training) if tool["side_by_side"] else [1]:
            cells = cells_of(training, tool, seeds)
            own = speed(training, tool, seeds)
            rows.append([
                tool["name"],
                f"{seeds}" if tool["side_by_side"] else "any",
                grouped(own),
                *(number(own / speed(training, other, seeds)) for other in yardsticks),
                number(start_and_step(cells)[0]),
                f"{max(cell['peak_bytes'] for cell in cells) / 2**20:,.0f}",
            ])
    return "\n".join([
        "## Training CartPole-v1, once it runs",
        "",
        wrapped(
            "Environment steps of all seeds in a CPU second, the start aside, and how many times those of others that is."
            " start: CPU seconds before the first step, compiling included. memory: the most that the process had, MiB."
        ),
        "",
        table(["", "seeds", "steps/CPU s", *(f"× {tool['name']}" for tool in yardsticks), "start", "memory"], rows),
    ])


def whole_command(training: dict) -> str:
    counts = seed_counts(training)
    measured = sorted({cell["steps"] for cell in training["cells"]} - {FIRST_BUDGET})
    budgets = [*BUDGETS] if set(measured) & set(BUDGETS) else measured
    blocks = [
        "## Training CartPole-v1, the whole command",
        "",
        wrapped(
            "CPU seconds from the start of the command to its end, imports and compiling included, by environment steps of"
            " each seed. ≈: not run, computed from the start and the speed above. The least of a column is bold."
        ),
    ]
    for seeds in counts:
        columns = [
            {tool["name"]: seconds(training, tool, seeds, steps) for tool in training["tools"]} for steps in budgets
        ]
        best = [min(column, key=lambda name: column[name][0]) for column in columns]
        rows = [
            [name, *(cell(*column[name], name == least) for column, least in zip(columns, best))]
            for name in (tool["name"] for tool in training["tools"])
        ]
        blocks += ["", table([seeds_in_words(seeds), *(grouped(steps) for steps in budgets)], rows)]
    return "\n".join(blocks)


def seconds(training: dict, tool: dict, seeds: int, steps: int) -> tuple[float, bool]:
    """Of the whole command, and whether it was run so."""
    cells = cells_of(training, tool, seeds)
    alone = seeds > 1 and not tool["side_by_side"]
    for known in cells:
        if known["steps"] == steps:
            return known["cpu_seconds"], not alone
    return expected(cells, steps), False


def cell(value: float, measured: bool, best: bool) -> str:
    text = ("" if measured else "≈ ") + number(value)
    return f"**{text}**" if best else text


def how_training_was_timed(training: dict) -> str:
    names = {tool["name"] for tool in training["tools"]} | set(training["failed"])
    notes = [
        "Everybody has CleanRL's settings: 4 × 128 steps, 4 minibatches, 4 epochs, two nets of 64-64 tanh, Adam with a rate"
        " of 2.5e-4 that falls to zero.",
        "rl-bench is the built command with a results file, gradient statistics of every update, and an evaluation of one"
        " episode before and after. It trains all seeds side by side, in one process. WebAssembly: with `--no-native`.",
        "The speed is the difference between the smallest and the largest budget that were run, so that the start drops"
        " out; of rejax and PureJaxRL, which compile for long, it is that of the compiled training. Every command has run"
        " once before, uncounted: the first time its files come from the disk.",
        "Stable-Baselines3 and SBX train one seed at a time; several are as many commands, one after the other. SBX knows"
        " no clipping of values.",
        "rejax trains all seeds side by side (`vmap`). Its rate does not fall, it clips gradients number by number, and its"
        " evaluations are switched off.",
        "CleanRL is its `ppo.py` as it stands, with Gymnasium of the version above; it writes a TensorBoard log. It trains"
        " one seed at a time."
        if "CleanRL" in names
        else "CleanRL was not timed: what PyPI has under its name is another program; `--cleanrl` takes a checkout.",
        "PureJaxRL is its `ppo.py` as it stands, all seeds side by side (`vmap`)."
        if "PureJaxRL" in names
        else "PureJaxRL was not timed: it is not on PyPI; `--purejaxrl` takes a checkout.",
        *(f"{name} could not be timed: it failed or hung." for name in training["failed"]),
    ]
    return bullets(notes)


def updates_table(updates: list[dict]) -> str:
    header = ["", "rl-bench, 1", "optax, 1", "in a loop", "PyTorch, 1", "rl-bench, 8", "optax, 8", "in a loop"]
    rows = []
    for row in updates:
        ours, optax = row["rl-bench"], row["optax"]
        peers = {
            members: [optax[members]["call"], optax[members]["scan"]] if optax else [None, None]
            for members in ("1", "8")
        }
        torch = [row["torch"]]
        rows.append([
            row["rule"],
            *beside(ours["1"], [*peers["1"], *torch]),
            *beside(ours.get("8"), peers["8"]),
        ])
    return "\n".join([
        "## One update of an optimizer",
        "",
        wrapped(
            "CPU time in µs of one update of all parameters of two nets of 4-64-64, with 2 outputs and with 1, for 1 and for"
            " 8 members; behind a peer, how many times that long rl-bench takes."
        ),
        "",
        table(header, rows),
        "",
        bullets([
            "rl-bench: the step of training on the simd backend with a gradient that is given, as"
            " `rl-bench bench --only optimizers` measures it.",
            "optax: compiled (`jit`), members by `vmap`; called from Python for each update, and (in a loop) many updates in"
            " one compiled `scan`, as JAX trains.",
            "PyTorch: its own optimizer where it has one, fused where that exists, else that of pytorch_optimizer; one"
            " member.",
            "Costly settings are alike (steps of Newton–Schulz, how often bases turn, ranks); learning rates and such make"
            " no difference to the time.",
        ]),
    ])


def beside(ours: float | None, peers: list[float | None]) -> list[str]:
    return [
        micros(ours),
        *("-" if peer is None or ours is None else f"{micros(peer)} ({number(ours / peer)})" for peer in peers),
    ]


def micros(value: float | None) -> str:
    return "-" if value is None else grouped(value * 1e6)


def seeds_in_words(seeds: int) -> str:
    return "1 seed" if seeds == 1 else f"{seeds} seeds"


def bullets(points: list[str]) -> str:
    return "\n".join(fill(point, WIDTH, initial_indent="- ", subsequent_indent="  ", **UNBROKEN) for point in points)


def wrapped(text: str) -> str:
    return fill(text, WIDTH, **UNBROKEN)


def number(value: float) -> str:
    """With two digits at least."""
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 10 else f"{value:.2g}"


def grouped(value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def table(header: list[str], rows: list[list[str]]) -> str:
    """Markdown; the first column to the left, numbers to the right."""
    lines = [header, *rows]
    widths = [max(3, *(len(line[place]) for line in lines)) for place in range(len(header))]

    def row(texts: list[str]) -> str:
        first, *others = zip(texts, widths)
        return "| " + " | ".join([first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]) + " |"

    rule = "| " + " | ".join(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]) + " |"
    return "\n".join([row(header), rule, *map(row, rows)])
