import { UsageError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';

/** What is minimised, and what it is made of. Every value is `[P]`: averaged inside a player, nothing shared. */
export interface Loss {
  readonly total: tf.Tensor;
  readonly terms: Readonly<Partial<Record<string, tf.Tensor>>>;
}

/** Gradient and loss of one minibatch, player by player. */
export interface LossGradient {
  /** `[P, 1, n]` */
  readonly gradient: tf.Tensor;
  /** `[P, terms]`, NaN where a term is not reported. */
  readonly terms: tf.Tensor;
  /** `[P]` */
  readonly total: tf.Tensor;
}

/**
 * The gradient of each player's loss in its own parameters. Every loss has the slope 1, so that none scales another's
 * gradient. Call within `tf.tidy`.
 *
 * @param lossAt the loss at parameters `[P, 1, n]`. @param vector where the gradient is wanted.
 * @param termNames the terms to report, in order.
 * @throws UsageError if the loss reports a term by another name, which would be lost.
 */
export function differentiate(
  lossAt: (vector: tf.Tensor) => Loss,
  vector: tf.Tensor,
  termNames: readonly string[],
): LossGradient {
  let terms: Loss['terms'] = {};
  const lossOf = (parameters: tf.Tensor): tf.Tensor => {
    const loss = lossAt(parameters);
    refuseUndeclared(Object.keys(loss.terms), termNames);
    // The engine frees everything but the value when the forward pass ends.
    terms = loss.terms;
    for (const term of Object.values(terms)) tf.keep(term!);
    return loss.total;
  };
  const { grad, value } = tf.valueAndGrad(lossOf)(vector);
  const reported = tf.stack(
    termNames.map((name) => terms[name] ?? tf.fill([vector.shape[0]!], Number.NaN)),
    1,
  );
  const kept = Object.values(terms) as tf.Tensor[];
  // A loss that is one of its terms would be freed with it.
  const total = kept.some(({ id }) => id === value.id) ? tf.clone(value) : value;
  tf.dispose(kept);
  return { gradient: grad, terms: reported, total };
}

function refuseUndeclared(terms: readonly string[], declared: readonly string[]): void {
  const lost = terms.find((name) => !declared.includes(name));
  if (lost === undefined) return;
  throw new UsageError(
    `a loss reports a term "${lost}" that nobody has declared; there are ${declared.join(', ')}, and an agent declares others as ownTerms`,
  );
}
