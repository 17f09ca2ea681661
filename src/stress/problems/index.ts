import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import { modes } from '../modes.ts';
import type { Problem } from '../problem.ts';
import { discontinuous } from './discontinuous.ts';
import { games } from './game.ts';
import { illConditioned } from './ill-conditioned.ts';
import { movingTargets } from './moving-target.ts';
import { noises } from './noise.ts';
import { oneElement } from './one-element.ts';
import { plateaus } from './plateau.ts';
import { saddles } from './saddle.ts';
import { ofScale } from './scale.ts';
import { sparse } from './sparse.ts';
import { spikes } from './spike.ts';
import { valleys } from './valley.ts';
import { zeroGradients } from './zero-gradients.ts';

/** In the order of the modes. */
export const problems: readonly Problem[] = [
  ...illConditioned,
  ...saddles,
  ...plateaus,
  ...noises,
  sparse,
  ...movingTargets,
  ...ofScale,
  ...valleys,
  discontinuous,
  ...games,
  ...oneElement,
  zeroGradients,
  ...spikes,
];

/** @throws UsageError for an unknown name, with the nearest known one. */
export function problemNamed(name: string): Problem {
  const found = problems.find((each) => each.name === name);
  if (found) return found;
  const known = [...modes, ...problems].map((each) => each.name);
  throw new UsageError(`unknown problem "${name}"${didYouMean(name, known)} (known: ${known.join(', ')})`);
}

/**
 * The problems of some names, each once, in the order of {@link problems}. The name of a failure mode means all of its
 * problems, `all` means all that there are.
 *
 * @throws UsageError for an unknown name.
 */
export function problemsNamed(names: readonly string[]): Problem[] {
  const chosen = new Set(
    names.flatMap((name) => {
      const own = problems.filter(({ mode }) => name === 'all' || mode === name);
      return own.length > 0 ? own : [problemNamed(name)];
    }),
  );
  return problems.filter((problem) => chosen.has(problem));
}
