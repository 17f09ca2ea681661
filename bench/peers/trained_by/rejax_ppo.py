"""CartPole-v1 by rejax's PPO with CleanRL's settings, all seeds side by side: SEEDS STEPS

Prints the CPU seconds of the training itself, its compiling aside. It has no schedule of the learning rate, clips gradients number by number, and knows no eps of Adam.
"""

import sys
import time

import jax
from rejax import PPO

seeds, steps = map(int, sys.argv[1:])
algorithm = PPO.create(
    env="CartPole-v1",
    agent_kwargs={"activation": "tanh", "hidden_layer_sizes": (64, 64)},
    total_timesteps=steps,
    eval_freq=steps,
    skip_initial_evaluation=True,
    num_envs=4,
    num_steps=128,
    num_epochs=4,
    num_minibatches=4,
    learning_rate=2.5e-4,
    gamma=0.99,
    gae_lambda=0.95,
    clip_eps=0.2,
    ent_coef=0.01,
    vf_coef=0.5,
    max_grad_norm=0.5,
).replace(eval_callback=lambda algorithm, state, key: ())  # 128 episodes otherwise.
keys = jax.random.split(jax.random.PRNGKey(1), seeds)
train = jax.jit(jax.vmap(PPO.train, in_axes=(None, 0))).lower(algorithm, keys).compile()
start = time.process_time()
state, _ = jax.block_until_ready(train(algorithm, keys))
print(time.process_time() - start)
assert state.global_step.tolist() == [steps] * seeds
