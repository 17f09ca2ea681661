"""CartPole-v1 by PureJaxRL's ppo.py with CleanRL's settings, all seeds side by side: FOLDER SEEDS STEPS

Prints the CPU seconds of the training itself, its compiling aside.
"""

import sys
import time
import types
from pathlib import Path

import jax


def absent(name: str, **names: object) -> types.ModuleType:
    """A module that its wrappers import for tasks other than CartPole."""
    module = types.ModuleType(name)
    module.__dict__.update(names)
    sys.modules[name] = module
    return module


absent("brax.envs.wrappers.training", EpisodeWrapper=None, AutoResetWrapper=None)
absent("brax.envs.wrappers")
absent("brax", envs=absent("brax.envs"))
absent("navix")

folder, seeds, steps = Path(sys.argv[1]), *map(int, sys.argv[2:])
sys.path.insert(0, str(folder / "purejaxrl"))
from ppo import make_train  # noqa: E402

train_one = make_train({
    "LR": 2.5e-4,
    "NUM_ENVS": 4,
    "NUM_STEPS": 128,
    "TOTAL_TIMESTEPS": steps,
    "UPDATE_EPOCHS": 4,
    "NUM_MINIBATCHES": 4,
    "GAMMA": 0.99,
    "GAE_LAMBDA": 0.95,
    "CLIP_EPS": 0.2,
    "ENT_COEF": 0.01,
    "VF_COEF": 0.5,
    "MAX_GRAD_NORM": 0.5,
    "ACTIVATION": "tanh",
    "ENV_NAME": "CartPole-v1",
    "ANNEAL_LR": True,
    "DEBUG": False,
})
keys = jax.random.split(jax.random.PRNGKey(1), seeds)
train = jax.jit(jax.vmap(train_one)).lower(keys).compile()
start = time.process_time()
trained = jax.block_until_ready(train(keys))
print(time.process_time() - start)
assert trained["metrics"]["timestep"].shape == (seeds, steps // 512, 128, 4)
