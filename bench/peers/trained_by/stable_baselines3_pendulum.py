"""Pendulum-v1 by Stable-Baselines3's PPO with the settings of CleanRL's ppo_continuous_action.py and gamma 0.9: SEED STEPS

Prints every episode that ends as CleanRL's programs do.
"""

import sys

from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.vec_env import VecNormalize


class EpisodePrinter(BaseCallback):
    def _on_step(self) -> bool:
        for info in self.locals["infos"]:
            if "episode" in info:
                print(f"global_step={self.num_timesteps}, episodic_return={info['episode']['r']}")
        return True


seed, steps = map(int, sys.argv[1:])
gamma = 0.9
model = PPO(
    "MlpPolicy",
    VecNormalize(make_vec_env("Pendulum-v1", n_envs=1, seed=seed), gamma=gamma),
    learning_rate=lambda remaining: 3e-4 * remaining,
    n_steps=2048,
    batch_size=64,
    n_epochs=10,
    gamma=gamma,
    gae_lambda=0.95,
    clip_range=0.2,
    clip_range_vf=0.2,
    ent_coef=0.0,
    vf_coef=0.5,
    max_grad_norm=0.5,
    # Two hidden layers of 64 with tanh for each network, and Adam's eps of 1e-5, are its own defaults.
    policy_kwargs={"net_arch": {"pi": [64, 64], "vf": [64, 64]}},
    seed=seed,
    device="cpu",
)
model.learn(steps, callback=EpisodePrinter())
