"""CartPole-v1 by SBX's PPO with CleanRL's settings: SEED STEPS"""

import sys

import flax.linen as nn
from sbx import PPO
from stable_baselines3.common.env_util import make_vec_env

seed, steps = map(int, sys.argv[1:])
model = PPO(
    "MlpPolicy",
    make_vec_env("CartPole-v1", n_envs=4, seed=seed),
    learning_rate=lambda remaining: 2.5e-4 * remaining,
    n_steps=128,
    batch_size=128,
    n_epochs=4,
    gamma=0.99,
    gae_lambda=0.95,
    clip_range=0.2,
    ent_coef=0.01,
    vf_coef=0.5,
    max_grad_norm=0.5,
    policy_kwargs={"net_arch": {"pi": [64, 64], "vf": [64, 64]}, "activation_fn": nn.tanh},
    seed=seed,
)
model.learn(steps)
assert model.num_timesteps == steps
