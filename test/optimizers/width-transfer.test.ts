import { describe, expect, test } from 'vitest';
import { networks } from '../../agents/index.ts';
import { makeOptimizer, optimizers } from '../../src/optimizers/index.ts';
import { RandomStream } from '../../src/random.ts';
import { ParameterLayout } from '../../src/tensors/parameter-layout.ts';
import * as tf from '../../src/tensors/tf.ts';
import { mapTree, type TensorTree, tidyTree } from '../../src/tensors/tree.ts';
import { exampleOf } from './examples.ts';

const [rows, inputs, outputs, updates] = [16, 4, 2, 3];

const mlp = (width: number, base: number | null) => `mlp(sizes=[${width},${width}],mup_base=${base})`;

function networkOf(name: string) {
  const { entry, settings } = networks.resolve(name);
  return entry.create(settings, { name: 'actor', inputs, outputs, outputGain: 1 });
}

/** What a few updates change of a network's outputs, in root mean square, on a regression that is the same at every width. */
function changeOfOutputs(spec: string, name: string): number {
  const { parameters, forward } = networkOf(name);
  const data = RandomStream.of(1, 'regression');
  const drawn = (columns: number) =>
    tf.tensor3d(
      Float32Array.from({ length: rows * columns }, () => data.normal()),
      [1, rows, columns],
    );
  const [x, y] = [drawn(inputs), drawn(outputs)];
  const layout = new ParameterLayout(parameters);
  const stream = RandomStream.of(2, 'parameters');
  const start = Float32Array.from(parameters.flatMap(({ initial }) => [...initial(stream)]));
  const named = (vector: tf.Tensor) => layout.named(layout.split(vector));
  const outputsAt = (vector: tf.Tensor) => forward(named(vector), x);
  const loss = (vector: tf.Tensor) => tf.mean(tf.square(tf.sub(outputsAt(vector), y)));
  const optimizer = makeOptimizer(spec, parameters);
  const view = (vector: tf.Tensor) => (optimizer.elementwise ? { vector } : named(vector));
  const before = tf.tensor3d(start, [1, 1, layout.length]);
  let vector: tf.Tensor = before;
  let state: TensorTree = tidyTree(() => optimizer.init(view(vector)));
  for (let step = 1; step <= updates; step++) {
    ({ vector, state } = tidyTree(() => {
      const made = optimizer.update(view(tf.grad(loss)(vector)), state, view(vector), { step });
      const update = optimizer.elementwise ? made.updates.vector! : layout.join(layout.ordered(made.updates));
      return { vector: tf.add(vector, update), state: mapTree((each) => tf.clone(each), made.state) };
    }));
  }
  return tf.tidy(() => {
    const change = tf.sub(outputsAt(vector), outputsAt(before));
    return tf.sqrt(tf.mean(tf.square(change))).dataSync()[0]!;
  });
}

/** Rates at which three updates change outputs a little at width 16. */
const rates: Readonly<Record<string, string>> = {
  ...{
    SGD: 'lr=0.003',
    RMSPROP: 'lr=1e-4',
    SCION: 'lr=1e-4',
    USCION: 'lr=1e-3',
    MULO: 'lr=0.03,base_width=16',
  },
  ...{ MUON: 'lr=0.003,adam_lr=0.001', NORMUON: 'lr=0.003,adam_lr=0.001' },
};

function withRate(name: string): string {
  const spelled = exampleOf(optimizers.get(name));
  const rate = rates[name] ?? 'lr=1e-3';
  return spelled.endsWith(')') ? spelled.replace(/\)$/, `,${rate})`) : `${spelled}(${rate})`;
}

const rules = optimizers.entries().filter(({ acrossWidths }) => acrossWidths !== undefined);

describe('the first updates change the outputs of a network', () => {
  test.each(rules.map(({ name }) => name))('%s: alike at widths 16 and 64 with μP', (name) => {
    const changes = [16, 64].map((width) => changeOfOutputs(withRate(name), mlp(width, 16)));
    expect(Math.min(...changes)).toBeGreaterThan(1e-4);
    expect(Math.max(...changes) / Math.min(...changes)).toBeLessThan(2);
  });

  test.each(['ADAM', 'LION', 'ADAGRAD'])(
    '%s: alike at width 256 with μP, ten times as much without',
    (name) => {
      const narrow = changeOfOutputs(withRate(name), mlp(16, 16));
      expect(changeOfOutputs(withRate(name), mlp(256, 16)) / narrow).toBeCloseTo(1, 0);
      expect(changeOfOutputs(withRate(name), mlp(256, null)) / narrow).toBeGreaterThan(10);
    },
  );

  test('and a wrapper, or an optimizer of the critic alone, makes no difference to that', () => {
    for (const spec of ['CAUTIOUS(ADAM(lr=1e-3))', 'LOOKAHEAD(ADAM(lr=1e-3))', 'CLIP(SGD(lr=0.003))']) {
      const [narrow, wide] = [16, 64].map((width) => changeOfOutputs(spec, mlp(width, 16)));
      expect(wide! / narrow!).toBeGreaterThan(0.5);
      expect(wide! / narrow!).toBeLessThan(2);
    }
    const { parameters } = networkOf(mlp(32, 16));
    expect(() => makeOptimizer('SPLIT(ADAM,critic=PRODIGY)', parameters)).toThrow(/^PRODIGY does not know/);
  });
});

describe('a rule for a network that is wider than its base', () => {
  const { parameters } = networkOf(mlp(32, 16));

  test('treats all numbers as one vector where it is no wider', () => {
    expect(makeOptimizer('ADAM', networkOf(mlp(16, 16)).parameters).elementwise).toBe(true);
    expect(makeOptimizer('ADAM', parameters).elementwise).toBe(false);
  });

  test.each([
    [
      'PRODIGY',
      /^PRODIGY does not know how its steps go with the width of a layer, .* take one of SGD, .*, MULO, or/,
    ],
    ['MUON(scale=spectral)', /^MUON as it is set does not know/],
    ['SCION(hidden=RowNorm(normalized=false))', /^SCION as it is set does not know/],
    ['RELATIVE_UPDATE(ADAM)', /^RELATIVE_UPDATE makes steps by one learning rate for all layers/],
  ])('is refused in one line: %s', (spec, message) => {
    expect(() => makeOptimizer(spec, parameters)).toThrow(message);
    expect(() => makeOptimizer(spec)).not.toThrow();
  });

  test('decays weights by the rate of their layer', () => {
    const optimizer = makeOptimizer('ADAMW(lr=0.1,weight_decay=0.5)', parameters);
    const layout = new ParameterLayout(parameters);
    const params = layout.named(layout.split(tf.ones([1, 1, layout.length])));
    const gradients = mapTree((param) => tf.zerosLike(param), params);
    const { updates } = optimizer.update(gradients, optimizer.init(params), params, { step: 1 });
    const first = (name: string) => updates[name]!.dataSync()[0]!;
    expect(first('actor.0.kernel')).toBeCloseTo(-0.05, 6);
    expect(first('actor.1.kernel')).toBeCloseTo(-0.025, 6);
    expect(first('actor.head.kernel')).toBeCloseTo(-0.025, 6);
    expect(first('actor.head.bias')).toBeCloseTo(-0.05, 6);
  });
});
