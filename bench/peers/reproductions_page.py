"""The figures of reproductions.py as docs/reproductions.md."""

from math import sqrt
from statistics import mean, variance

from document import bullets, table, wrapped
from scipy.stats import t

NAMES = {
    "cartpole-cleanrl": "CleanRL, `ppo.py`",
    "cartpole-rl-bench": "rl-bench",
    "pendulum-cleanrl": "CleanRL, `ppo_continuous_action.py`",
    "pendulum-rl-bench-ends": "rl-bench, `bootstrap_truncated=false`",
    "pendulum-sb3": "Stable-Baselines3",
    "pendulum-rl-bench": "rl-bench",
}


def page(results: dict, window: int, steps: int) -> str:
    windows = results["windows"]
    versions = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    ends = list(range(window, steps + 1, window))

    def windows_of(*names: str) -> str:
        header = ["", "seeds", *(f"to {end:,}" for end in ends)]
        rows = [
            [NAMES[name], str(len(windows[name])), *(cell(column(windows[name], at)) for at in range(len(ends)))]
            for name in names
        ]
        return table(header, rows)

    def last(name: str) -> list[float]:
        return column(windows[name], len(ends) - 1)

    def command(name: str) -> str:
        words = [f'"{word}"' if "(" in word else word for word in results["commands"][name]]
        counts = f"--seeds {len(windows[name])} --total-timesteps {steps} --evaluations 1 --eval-episodes 1"
        return f"```sh\nrl-bench run {' '.join(words)} \\\n  {counts}\n```"

    worth = differ(last("pendulum-rl-bench"), last("pendulum-rl-bench-ends"))
    parts = [
        "# Reproductions",
        wrapped(
            "PPO of rl-bench beside what the programs of CleanRL and of Stable-Baselines3 give with the same settings, each"
            " seed trained by itself. `bench/peers/reproductions.py` has trained all of them and written this page; how to"
            " make it anew is in [bench/README.md](../bench/README.md)."
        ),
        bullets([f"{results['date']}, rl-bench {results['rl-bench']}", versions]),
        "## Answer",
        wrapped(f"By the mean return of the training episodes that end in the last {window:,} of {steps:,} environment steps:"),
        wrapped_bullets(
            [
                sentence("CartPole, CleanRL", last("cartpole-cleanrl"), last("cartpole-rl-bench")),
                sentence(
                    "Pendulum, CleanRL, with `bootstrap_truncated=false`",
                    last("pendulum-cleanrl"),
                    last("pendulum-rl-bench-ends"),
                ),
                sentence("Pendulum, Stable-Baselines3", last("pendulum-sb3"), last("pendulum-rl-bench")),
                "CleanRL takes an episode that a time limit cuts for one that has ended; Stable-Baselines3, and rl-bench unless"
                " it is asked otherwise, count on from the value of the last observation. On Pendulum that is worth"
                f" {worth[0]:+.0f} (95 % interval {worth[1]:+.0f} to {worth[2]:+.0f}) in rl-bench, all else the same."
                " `ppo(bootstrap_truncated=false)` does as CleanRL does.",
            ]
        ),
        wrapped(
            f"Below are mean returns of the training episodes that end in windows of {window:,} environment steps, averaged over"
            " seeds, ± half the 95 % interval of that average (Student's t)."
        ),
        "## CartPole-v1",
        windows_of("cartpole-cleanrl", "cartpole-rl-bench"),
        command("cartpole-rl-bench"),
        "## Pendulum-v1",
        wrapped("With γ = 0.9; episodes are cut after 200 steps."),
        windows_of("pendulum-cleanrl", "pendulum-rl-bench-ends", "pendulum-sb3", "pendulum-rl-bench"),
        wrapped("The last row; for the second one `bootstrap_truncated=false` stands behind `anneal_lr=true`:"),
        command("pendulum-rl-bench"),
    ]
    return "\n\n".join(parts) + "\n"


def column(seeds: list[list[float | None]], at: int) -> list[float]:
    return [seed[at] for seed in seeds if seed[at] is not None]


def cell(values: list[float]) -> str:
    half = t.ppf(0.975, len(values) - 1) * sqrt(variance(values) / len(values))
    return f"{mean(values):.0f} ± {half:.0f}"


def differ(a: list[float], b: list[float]) -> tuple[float, float, float]:
    """By how much the mean of a is above that of b, with its 95 % interval (Welch 1947)."""
    ofA, ofB = variance(a) / len(a), variance(b) / len(b)
    freedom = (ofA + ofB) ** 2 / (ofA**2 / (len(a) - 1) + ofB**2 / (len(b) - 1))
    half = t.ppf(0.975, freedom) * sqrt(ofA + ofB)
    return mean(a) - mean(b), mean(a) - mean(b) - half, mean(a) - mean(b) + half


def wrapped_bullets(sentences: list[str]) -> str:
    return "\n".join(wrapped(f"- {each}").replace("\n", "\n  ") for each in sentences)


def sentence(whose: str, theirs: list[float], own: list[float]) -> str:
    difference, low, high = differ(own, theirs)
    said = "which may be chance" if low <= 0 <= high else "which is no chance"
    above = "above" if difference > 0 else "below"
    return f"{whose}: rl-bench is {abs(difference):.0f} {above} it (95 % interval {low:+.0f} to {high:+.0f}, Welch), {said}."
