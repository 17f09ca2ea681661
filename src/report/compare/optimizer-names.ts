import { type Call, formatCall, isCall, parseCall } from '../../call-expression.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import { innermost, withInnermost } from '../../optimizers/entry/innermost.ts';
import type { RunScore } from '../../store/index.ts';
import { optimizerOf } from '../settings-of-runs.ts';

/** An optimizer that is asked for, and at which learning rate if that was said. */
export interface WantedOptimizer {
  /** What it is called in the comparison. */
  readonly name: string;
  /** Its label in the results. */
  readonly optimizer: string;
  /** Undefined if any rate will do. */
  readonly learningRate: number | undefined;
}

/**
 * Finds the optimizers that a user names among those that ran. Case, blanks and the order of settings do not matter.
 *
 * @param given labels, a learning rate may ride along; without any, every optimizer is wanted.
 * @throws UsageError for a label that did not run, a rate at which it did not, or the same one twice.
 */
export function wantedOptimizers(
  given: readonly string[] | undefined,
  runs: readonly RunScore[],
): WantedOptimizer[] {
  const labels = [...new Set(runs.map(optimizerOf))];
  if (given === undefined || given.length === 0) {
    return labels.map((optimizer) => ({ name: optimizer, optimizer, learningRate: undefined }));
  }
  const wanted = given.map((text) => wantedOptimizer(text, labels, runs));
  const double = wanted.find(({ name }, index) => wanted.findIndex((each) => each.name === name) < index);
  if (double !== undefined) throw new UsageError(`${double.name} is named twice; name each optimizer once`);
  return wanted;
}

function wantedOptimizer(
  text: string,
  labels: readonly string[],
  runs: readonly RunScore[],
): WantedOptimizer {
  const call = parseCall(text);
  const { lr, ...others } = innermost(call).settings;
  const bare = withInnermost(call, { ...innermost(call), settings: others });
  const optimizer = labels.find((label) => spelling(parseCall(label)) === spelling(bare));
  if (optimizer === undefined) {
    const setting = runs.find((run) => spelling(parseCall(run.optimizer)) === spelling(bare));
    if (setting !== undefined) {
      const whose = optimizerOf(setting);
      throw new UsageError(
        `${setting.optimizer} is a setting of ${whose}, among which tuning has chosen; name ${whose}`,
      );
    }
    const known = `; it has ${labels.join(', ')}`;
    const hint = didYouMean(formatCall(bare), labels) || known;
    throw new UsageError(`the experiment has no optimizer ${text}${hint}`);
  }
  if (lr === undefined) return { name: optimizer, optimizer, learningRate: undefined };
  const rates = new Set(runs.filter((run) => optimizerOf(run) === optimizer).map((run) => run.learningRate));
  if (typeof lr !== 'number' || !rates.has(lr)) {
    throw new UsageError(
      `${optimizer} did not run at ${String(lr)}; its learning rates are ${[...rates].join(', ')}`,
    );
  }
  return { name: withRate(optimizer, lr), optimizer, learningRate: lr };
}

/** `ADAM(eps=1e-8)` at 0.01 is `ADAM(eps=1e-8,lr=0.01)`; the rate of a wrapper is that of the innermost optimizer. */
function withRate(label: string, lr: number): string {
  const call = parseCall(label);
  const rule = innermost(call);
  return formatCall(withInnermost(call, { ...rule, settings: { ...rule.settings, lr } }));
}

/** The same for whatever means the same. */
function spelling(call: Call): string {
  return formatCall(ordered(call)).toLowerCase();
}

function ordered({ name, positional, settings }: Call): Call {
  return {
    name,
    // An optimizer without settings is read as a word.
    positional: positional.map((value) =>
      ordered(isCall(value) ? value : { name: String(value), positional: [], settings: {} }),
    ),
    settings: Object.fromEntries(
      Object.entries(settings)
        .map(([key, value]) => [key, isCall(value) ? ordered(value) : value] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
}
