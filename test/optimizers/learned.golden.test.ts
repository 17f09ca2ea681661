import { test } from 'vitest';
import type { Call, Value } from '../../src/call-expression.ts';
import { type Optimizer, optimizers } from '../../src/optimizers/index.ts';
import { openRule } from '../../src/optimizers/learned/open.ts';
import * as tf from '../../src/tensors/tf.ts';
import { withoutWeights } from '../weights/shared-weights.ts';
import { type Golden, readGoldens } from './golden.ts';
import { followsReference, type GoldenOptions } from './golden-suite.ts';
import {
  adafacFile,
  celo2File,
  celoFile,
  type Network,
  networksOf,
  openFile,
  publishedWeights,
  veloFile,
} from './learned-weights.ts';

/** A network costs many kernel calls, so that a case each is enough in company. */
const learned = { folder: 'learned', inCompany: 1 } as const;

/** An optimizer with the one network of its file. */
function withNetwork(file: string, write: (network: ReturnType<typeof networksOf>[string]) => string) {
  const path = write(networksOf(file).net0!);
  return (settings: Readonly<Record<string, Value>>): Call => ({
    name: file,
    positional: [],
    settings: { ...settings, weights: path },
  });
}

followsReference('adafaclo', { ...learned, spell: withNetwork('adafaclo', adafacFile) });
followsReference('elo', { ...learned, spell: withNetwork('elo', adafacFile) });

/** Inputs of the hidden kernels of the network that widths are measured against. */
const baseWidths: Readonly<Record<string, number>> = {
  mlp_widths_2x_3x: 3,
  square_hidden_decay: 4,
  deep_clip_schedule: 2,
};
const spellMulo = withNetwork('mulo', adafacFile);
followsReference('mulo', {
  ...learned,
  spell: (settings, id) => spellMulo({ ...settings, base_width: baseWidths[id]! }),
});

followsReference('celo2', { ...learned, spell: withNetwork('celo2', celo2File) });
followsReference('elo_celo2', { ...learned, spell: withNetwork('elo_celo2', celo2File) });

/** The losses of the recorded run, for members in company with others between them. */
const toldLosses: NonNullable<GoldenOptions['context']> = ({ told }, step, members) => ({
  loss: () => {
    const loss = told.losses![step]!;
    return tf.tensor(members === 1 ? [loss] : [loss + 1, loss, Number.NaN], [members, 1, 1]);
  },
});

/**
 * Of each case the optimizer with the network that the case names: written from the file of goldens, or a published file.
 * Cases whose file is not there are left out with a message.
 */
function withNetworks(file: string, write: (network: Network) => string, told: GoldenOptions['context']) {
  const cases = new Map(readGoldens(file, learned.folder).map(({ id, told: { network } }) => [id, network!]));
  const written = new Map(Object.entries(networksOf(file)).map(([name, network]) => [name, write(network)]));
  const published = publishedWeights(file);
  const pathOf = (id: string) => written.get(cases.get(id)!) ?? published[cases.get(id)!];
  const absent = [...cases.keys()].filter((id) => pathOf(id) === undefined);
  for (const id of absent) {
    test(`${file} follows its reference: ${id}`, (context) => context.skip(withoutWeights(cases.get(id)!)));
  }
  const names = { num_minibatches: 'minibatches', update_epochs: 'epochs' } as Record<string, string>;
  followsReference(file, {
    ...learned,
    without: absent,
    ...(told && { context: told }),
    spell: ({ start_iteration: _, noise: __, ...settings }, id) => ({
      name: file,
      positional: [],
      settings: {
        ...Object.fromEntries(Object.entries(settings).map(([key, value]) => [names[key] ?? key, value])),
        weights: pathOf(id)!,
      },
    }),
    ...(file === 'open' && { make: openWithNoise }),
  });
}

withNetworks('velo', veloFile, toldLosses);
withNetworks('celo', celoFile, toldLosses);
withNetworks('celo_adam', celoFile, toldLosses);

/** What the units of each layer put out, and where the recorded run stands. */
withNetworks('open', openFile, ({ told, hyperparameters }, step, members) => ({
  step: Number(hyperparameters.start_iteration) + step + 1,
  meanActivations: () =>
    Object.fromEntries(
      ['actor', 'critic'].flatMap((network, part) =>
        told.activations![step]![part]!.map((units, layer) => {
          const row = tf.tensor(units, [1, 1, units.length]);
          return [`${network}.Dense_${layer}`, tf.concat(Array(members).fill(row), 0)];
        }),
      ),
    ),
}));

/** OPEN with the random numbers of the recorded run, which go to the actor in the order of its parameters. */
function openWithNoise({ told, hyperparameters }: Golden, members: readonly Call[]): Optimizer {
  const settings = members.map((call) => optimizers.resolve(call).settings);
  return openRule(settings as unknown as Parameters<typeof openRule>[0], (params, context) => {
    if (!told.noise) return {};
    const draws = told.noise[Number(context.step) - Number(hyperparameters.start_iteration) - 1]!;
    const actors = Object.entries(params).filter(([name]) => !name.startsWith('critic.'));
    return Object.fromEntries(
      actors.map(([name, { shape }], index) => {
        const own = tf.tensor(draws[index]!, [1, ...shape.slice(1)]);
        return [name, tf.concat(Array(shape[0]!).fill(own), 0)];
      }),
    );
  }) as Optimizer;
}
