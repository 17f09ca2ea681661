import { RandomStream } from '../../src/random.ts';
import { followsReference, type GoldenOptions } from './golden-suite.ts';

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
  context: recordedNoise,
  spell: ({ rule: _, ...settings }) => ({ name: 'SHRINK_PERTURB', positional: [], settings }),
});
