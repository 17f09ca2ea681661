import type { LossProbe } from '../../src/diagnostics/index.ts';
import { hessianProduct } from '../../src/tensors/derivatives.ts';
import { ParameterLayout } from '../../src/tensors/parameter-layout.ts';
import * as tf from '../../src/tensors/tf.ts';
import { readTogether } from '../../src/tensors/together.ts';

/** A loss of parameters `[P, 1, n]`, `[P]`, as diagnostics ask about it. @param at the parameters of every player. */
export function probeOf(
  loss: (vector: tf.Tensor) => tf.Tensor,
  at: readonly (readonly number[])[],
  names: readonly { name: string; shape: readonly [number, number] }[] = [
    { name: 'all', shape: [1, at[0]!.length] },
  ],
): LossProbe {
  const layout = new ParameterLayout(names);
  const players = at.length;
  const gradientOf = (vector: tf.Tensor) => tf.grad(loss)(vector);
  return {
    players,
    layout,
    unitGradients: () => Promise.reject(new Error('a function has no parts')),
    async ask(work) {
      const read = await readTogether(() => {
        const vector = tf.tensor(at.flat(), [players, 1, layout.length]);
        return work({
          gradient: () => ({ vector: gradientOf(vector) }),
          params: () => ({ vector }),
          hessianProduct: (direction) => ({ vector: hessianProduct(gradientOf, vector, direction.vector!) }),
        });
      });
      const rows = Object.entries(read as Record<string, Float32Array>).map(([name, values]) => {
        const length = values.length / players;
        return [name, at.map((_, own) => values.slice(own * length, (own + 1) * length))];
      });
      return Object.fromEntries(rows);
    },
  };
}
