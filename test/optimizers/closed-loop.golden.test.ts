import { expect, test } from 'vitest';
import type { Call, Value } from '../../src/call-expression.ts';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import type { TensorTree } from '../../src/tensors/tree.ts';
import { doublePrecision, type Hyperparameters, readGoldens } from './golden.ts';
import { followsReference, slopeOf } from './golden-suite.ts';
import { advance, start } from './trial.ts';

/** A reference's base optimizer, with the default of PyTorch's that is not ours. */
function base(name: Value, settings: Hyperparameters): Call {
  const adaptive = /^adam/i.test(String(name));
  return { name: String(name), positional: [], settings: adaptive ? { eps: 1e-8, ...settings } : settings };
}

followsReference('sam', {
  spell: ({ base_optimizer, rho, adaptive, ...settings }) => ({
    name: 'SAM',
    positional: [base(base_optimizer!, settings)],
    settings: { rho: rho!, adaptive: adaptive! },
  }),
});

followsReference('perpgrad', {
  spell: ({ base_optimizer_cls, ...settings }) => ({
    name: 'PERPGRAD',
    positional: [base(base_optimizer_cls!, settings)],
    settings: {},
  }),
});

type HyperSgd = { readonly lr: tf.Tensor; readonly momentum: tf.Tensor };

followsReference('hypersgd', {
  spell: ({ alpha, mu, hyper_alpha }) => ({
    name: 'HYPERSGD',
    positional: [],
    settings: { lr: alpha!, momentum: mu!, hyper_lr: hyper_alpha!, hyper_clip: null },
  }),
  learned: {
    alpha: (state) => (state as HyperSgd).lr,
    mu: (state) => (state as HyperSgd).momentum,
  },
});

/** What MADA learns, in the order of its state. */
const learned = ['beta1', 'beta2', 'beta3', 'rho', 'c', 'gamma'];

/** Learning rate and momentum of each. */
function hyperSettings({ hyper_optimizer }: Hyperparameters): (readonly [number, number])[] {
  const { params } = hyper_optimizer as unknown as { params: Record<string, [number, number]> };
  return learned.map((name) => params[name] ?? [0, 0]);
}

function mada(hyperparameters: Hyperparameters): Call {
  const { alpha, hyper_optimizer: _, ...settings } = hyperparameters;
  const rates = hyperSettings(hyperparameters);
  const own = {
    hyper_lr: rates.map(([rate]) => rate),
    hyper_momentum: rates.map(([, momentum]) => momentum),
  };
  return { name: 'MADA', positional: [], settings: { ...settings, ...own, lr: alpha! } };
}

/** The first stage of MADA's chain holds all that it remembers. */
type Mada = readonly [{ readonly scalars: { readonly values: tf.Tensor; readonly velocity: tf.Tensor } }];

followsReference('mada', {
  spell: mada,
  onlyInDoublePrecision: ['clamping'],
  learned: Object.fromEntries(
    learned.map((name, index) => [
      name,
      (state: TensorTree) => tf.slice((state as Mada)[0].scalars.values, [0, index, 0], [-1, 1, 1]),
    ]),
  ),
});

test.runIf(doublePrecision).each(readGoldens('mada'))(
  'mada follows its reference in the hypergradients too: $id',
  ({ initial, quadratic, hyperparameters, hypergradients, tolerance }) => {
    const optimizer = makeOptimizer(mada(hyperparameters));
    const slope = slopeOf(quadratic!);
    const momentum = hyperSettings(hyperparameters).map(([, each]) => each);
    let trial = start(optimizer, [initial]);
    let before = learned.map(() => 0);
    hypergradients!.forEach((targets, step) => {
      trial = advance(optimizer, trial, slope(trial.params), { step: step + 1 });
      const velocity = [...(trial.state as Mada)[0].scalars.velocity.dataSync()];
      learned.forEach((name, i) => {
        const found = velocity[i]! - momentum[i]! * before[i]!;
        const allowed = tolerance.atol + tolerance.rtol * Math.abs(targets[name]!);
        expect(Math.abs(found - targets[name]!), `step ${step + 1}, ${name}: ${found}`).toBeLessThanOrEqual(
          allowed,
        );
      });
      before = velocity;
    });
  },
);
