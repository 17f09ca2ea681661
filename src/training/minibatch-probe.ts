import type { LossProbe, ProbeOracles } from '../diagnostics/index.ts';
import { giveWay } from '../give-way.ts';
import { readMembers } from '../tensors/member-rows.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import { readTogether } from '../tensors/together.ts';
import type { Learner } from './learner.ts';
import { stepOracles } from './step-oracles.ts';
import { unitsWithBuffers, withBuffers } from './with-buffers.ts';
import type { Experience, MinibatchStep } from './workload.ts';

/** Parameters as one vector, whatever the optimizer sees. */
const asVector = {
  of: (vector: tf.Tensor) => ({ vector }),
  vector: (params: { readonly [name: string]: tf.Tensor }) => params.vector!,
};

/**
 * The loss of a minibatch at parameters that stay as they are, for diagnostics to ask about. The minibatch is put on the device
 * anew for each question, so that nothing lies there between them.
 *
 * @param experience that the minibatch is of. @param layout of parameters and buffers. @param giveUp ends the asking between two questions.
 */
export function minibatchProbe(
  { load, varying }: Pick<MinibatchStep, 'load' | 'varying'>,
  experience: Pick<Experience, 'unitGradients'>,
  { vector: at, buffers }: Pick<Learner, 'vector' | 'buffers'>,
  layout: ParameterLayout,
  giveUp?: AbortSignal,
): LossProbe {
  const players = at.shape[0]!;
  const oracles = (): ProbeOracles => {
    const sent = Object.entries(varying?.numbers ?? {}).map(([name, { values, shape }]) => [
      name,
      tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32'),
    ]);
    const whole = load(Object.fromEntries(sent));
    const loaded = buffers ? withBuffers(whole, layout, buffers) : whole;
    const gradientOf = (vector: tf.Tensor): tf.Tensor => loaded.gradient(vector).gradient;
    return {
      // Nothing is clipped: what is asked about is the loss as it is.
      ...stepOracles(loaded, at, {}, gradientOf, (gradient) => gradient, asVector),
      gradient: () => asVector.of(gradientOf(at)),
      params: () => asVector.of(at),
    };
  };
  return {
    players,
    layout: layout.trained,
    async unitGradients() {
      await giveWay(giveUp);
      let counts: readonly number[] = [];
      const gradients = tf.tidy(() => {
        const asked = (vector: tf.Tensor) => experience.unitGradients!(vector);
        const made = (buffers ? unitsWithBuffers(asked, layout, buffers) : asked)(at);
        counts = made.counts;
        return made.gradients;
      });
      const rows = await readMembers(gradients);
      gradients.dispose();
      let end = 0;
      return counts.map((count) => {
        end += count;
        return rows.slice(end - count, end);
      });
    },
    async ask(work) {
      await giveWay(giveUp);
      const read = await readTogether(() => work(oracles()));
      const rows = Object.entries(read as Readonly<Record<string, Float32Array>>).map(([name, values]) => {
        const length = values.length / players;
        return [
          name,
          Array.from({ length: players }, (_, own) => values.slice(own * length, (own + 1) * length)),
        ];
      });
      return Object.fromEntries(rows);
    },
  };
}
