"""Updates by optax, the gradient aside: SECONDS [RULE …]

Prints a JSON object: CPU seconds of an update by rule, by members, and by how it is called: `call` for a compiled
function that Python calls for each update, `scan` for one of many inside a compiled loop, as JAX trains.
"""

import json
import sys

import jax
import optax
from cpu_time import cpu_seconds
from networks import drawn, is_hidden_kernel, there_and_back
from optax import contrib

# The costly settings are those of rl-bench's defaults, the others optax's.
RULES = {
    "SGD": lambda: optax.sgd(1e-3),
    "ADAM": lambda: optax.adam(1e-3),
    "ADAMW": lambda: optax.adamw(1e-3),
    "ADAGRAD": lambda: optax.adagrad(1e-3),
    "RMSPROP": lambda: optax.rmsprop(1e-3),
    "AMSGRAD": lambda: optax.amsgrad(1e-3),
    "NADAM": lambda: optax.nadam(1e-3),
    "RADAM": lambda: optax.radam(1e-3),
    "ADADELTA": lambda: optax.adadelta(1.0),
    "LION": lambda: optax.lion(3e-4),
    "YOGI": lambda: optax.yogi(1e-3),
    "ADAN": lambda: optax.adan(1e-3),
    "SIGNSGD": lambda: optax.signum(1e-3),
    "OPTIMISTIC_GD": lambda: optax.optimistic_gradient_descent(1e-3),
    "NOVOGRAD": lambda: optax.novograd(1e-3),
    "LAMB": lambda: optax.lamb(1e-3, weight_decay=0.01),
    # Ours treats every matrix by rows and columns; optax only those of at least so many.
    "ADAFACTOR": lambda: optax.adafactor(min_dim_size_to_factor=2),
    "PRODIGY": lambda: contrib.prodigy(),
    "SCHEDULEFREE": lambda: contrib.schedule_free_adamw(),
    "MUON": lambda: contrib.muon(
        1e-3,
        muon_weight_dimension_numbers=lambda params: {
            name: contrib.MuonDimensionNumbers() if is_hidden_kernel(name) else None for name in params
        },
    ),
}
IN_A_LOOP = 64


def measure(rule: str, members: int, seconds: float) -> dict[str, float]:
    optimizer = RULES[rule]()

    def step(params, state, gradient):
        updates, state = optimizer.update(gradient, state, params)
        return optax.apply_updates(params, updates), state

    leading = () if members == 1 else (members,)
    init = optimizer.init
    if members > 1:
        init, step = jax.vmap(init), jax.vmap(step)
    gradients = [jax.device_put(each) for each in there_and_back(*leading)]
    called = jax.jit(step, donate_argnums=(0, 1))

    def start():
        params = jax.device_put(drawn(3, *leading))
        return params, jax.jit(init)(params)

    params, state = start()

    def by_calls(updates: int) -> None:
        nonlocal params, state
        for update in range(updates):
            params, state = called(params, state, gradients[update % 4])
        jax.block_until_ready(params)

    of_calls = cpu_seconds(by_calls, seconds)

    stacked = jax.tree.map(lambda *four: jax.numpy.stack(four), *gradients)
    places = jax.numpy.arange(IN_A_LOOP) % 4

    def loop(params, state):
        def body(carry, place):
            return step(*carry, jax.tree.map(lambda four: four[place], stacked)), None

        return jax.lax.scan(body, (params, state), places)[0]

    looped = jax.jit(loop, donate_argnums=(0, 1))
    params, state = start()

    def by_loops(loops: int) -> None:
        nonlocal params, state
        for _ in range(loops):
            params, state = looped(params, state)
        jax.block_until_ready(params)

    return {"call": of_calls, "scan": cpu_seconds(by_loops, seconds) / IN_A_LOOP}


if __name__ == "__main__":
    seconds, *chosen = sys.argv[1:]
    answer = {
        rule: {members: measure(rule, members, float(seconds)) for members in (1, 8)}
        for rule in RULES
        if not chosen or rule in chosen
    }
    print(json.dumps(answer))
