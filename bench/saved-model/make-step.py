"""Writes a learning step of PPO as SavedModels: what a recorded step would be as one function of TensorFlow.

Usage: make-step.py FOLDER [MEMBERS ...], by a Python that has the TensorFlow that rl-bench was set up with.

The step is that of rl-bench's `ppo` on cartpole: P members side by side, actor and critic of 4-64-64, 128 rows each,
clipped losses, the gradient clipped by its norm, ADAM. Parameters and moments are variables of the model, so that a call
sends up the minibatch alone: no other division of the work could be faster. Of each number of members there are two models,
with XLA and without, and each has two signatures: one step, and the sixteen steps of an update.
"""

import math
import sys
from pathlib import Path

import tensorflow as tf

ROWS, STEPS = 128, 16
SIZES = {"actor": (4, 64, 64, 2), "critic": (4, 64, 64, 1)}


class Step(tf.Module):
    def __init__(self, members: int, xla: bool):
        super().__init__()
        shapes = [
            shape
            for sizes in SIZES.values()
            for inputs, outputs in zip(sizes, sizes[1:])
            for shape in ((members, inputs, outputs), (members, 1, outputs))
        ]
        self.weights = [
            tf.Variable(tf.random.normal(shape, stddev=1 / math.sqrt(shape[1])), name=f"w{index}")
            for index, shape in enumerate(shapes)
        ]
        self.moments = [tf.Variable(tf.zeros(shape), name=f"m{index}") for index, shape in enumerate(shapes * 2)]
        self.count = tf.Variable(0.0)
        rows = [
            tf.TensorSpec((members, ROWS, 4), tf.float32, "observations"),
            tf.TensorSpec((members, ROWS), tf.int32, "actions"),
            tf.TensorSpec((4, members, ROWS), tf.float32, "numbers"),
        ]
        self.one = tf.function(self.step, input_signature=rows, jit_compile=xla)
        self.update = tf.function(self.steps, input_signature=rows, jit_compile=xla)

    def network(self, x, weights):
        for place in range(0, len(weights), 2):
            x = tf.matmul(x, weights[place]) + weights[place + 1]
            x = tf.tanh(x) if place < len(weights) - 2 else x
        return x

    def loss(self, observations, actions, numbers):
        old, advantages, returns, values = tf.unstack(numbers)
        log_probs = tf.nn.log_softmax(self.network(observations, self.weights[:6]))
        log_prob = tf.gather(log_probs, actions, batch_dims=2)
        entropy = -tf.reduce_sum(tf.exp(log_probs) * log_probs, -1)
        ratio = tf.exp(log_prob - old)
        policy = tf.maximum(-advantages * ratio, -advantages * tf.clip_by_value(ratio, 0.8, 1.2))
        value = self.network(observations, self.weights[6:])[..., 0]
        near = values + tf.clip_by_value(value - values, -0.2, 0.2)
        critic = 0.5 * tf.maximum((value - returns) ** 2, (near - returns) ** 2)
        return tf.reduce_mean(policy - 0.01 * entropy + 0.5 * critic, 1)

    def step(self, observations, actions, numbers):
        with tf.GradientTape() as tape:
            loss = self.loss(observations, actions, numbers)
            total = tf.reduce_sum(loss)
        gradients = tape.gradient(total, self.weights)
        norm = tf.sqrt(tf.add_n([tf.reduce_sum(g * g, (1, 2), keepdims=True) for g in gradients]))
        scale = tf.minimum(1.0, 0.5 / (norm + 1e-6))
        self.count.assign_add(1.0)
        rate = 2.5e-4 * tf.sqrt(1 - 0.999**self.count) / (1 - 0.9**self.count)
        half = len(self.weights)
        for weight, first, second, gradient in zip(self.weights, self.moments, self.moments[half:], gradients):
            first.assign(0.9 * first + 0.1 * scale * gradient)
            second.assign(0.999 * second + 0.001 * (scale * gradient) ** 2)
            weight.assign_sub(rate * first / (tf.sqrt(second) + 1e-5))
        return {"loss": loss}

    def steps(self, observations, actions, numbers):
        for _ in tf.range(STEPS - 1):
            self.step(observations, actions, numbers)
        return self.step(observations, actions, numbers)


def main(folder: str, *members: str) -> None:
    for count in [int(number) for number in members] or [1, 64, 1024]:
        for xla in (False, True):
            model = Step(count, xla)
            place = Path(folder) / f"{count}{'-xla' if xla else ''}"
            tf.saved_model.save(model, str(place), signatures={"step": model.one, "update": model.update})
            print(place)


main(*sys.argv[1:])
