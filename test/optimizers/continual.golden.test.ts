import { RandomStream } from '../../src/random.ts';
import * as tf from '../../src/tensors/tf.ts';
import { followsReference, type GoldenOptions } from './golden-suite.ts';
import { populate } from './trial.ts';

/** The random numbers of the recorded run, for a rule that draws them for all parameters together or one by one. */
const recordedNoise: NonNullable<GoldenOptions['context']> = ({ told, handedIn }, step) => ({
  randomStream(_member, ...purpose) {
    const noise = handedIn(told.noise![step]!);
    const name = String(purpose.at(-2));
    const values =
      name === 'vector' ? Object.values(noise).flatMap((own) => own.values) : noise[name]!.values;
    let next = 0;
    return Object.assign(RandomStream.of(0), { normal: () => values[next++]! });
  },
});

followsReference('upgd', { folder: 'more', context: recordedNoise });
followsReference('shrink_perturb', {
  folder: 'more',
  context: (golden, step, members) => {
    const { fresh } = golden.told;
    if (!fresh) return recordedNoise(golden, step, members);
    const drawn = golden.handedIn(fresh[step]!);
    return { freshParams: () => populate(Array.from({ length: members }, () => drawn)) };
  },
  spell({ rule, ...settings }) {
    const nothingElse = { lr: 0, event_every: 1 };
    return {
      name: 'SHRINK_PERTURB',
      positional: [],
      settings: rule === 'event' ? { ...nothingElse, ...settings } : settings,
    };
  },
});

/** The critic's errors and the ends of episodes of the recorded run, for members in company with others between them. */
const recordedStream: NonNullable<GoldenOptions['context']> = ({ told }, step, members) => {
  const among = (own: number, before: number, behind: number) =>
    tf.tensor(members === 1 ? [own] : [before, own, behind], [members, 1, 1]);
  return {
    temporalDifference: () => among(told.deltas![step]!, 3, Number.NaN),
    episodeEnds: () => among(Number(told.resets![step]), 1, 0),
  };
};

for (const name of ['obgd', 'adaptive_obgd']) {
  followsReference(name, { folder: 'more', context: recordedStream });
}
