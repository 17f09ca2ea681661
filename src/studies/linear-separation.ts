/** Points with labels of a binary classification. */
export interface LabelledPoints {
  /** `[n][d]` */
  readonly points: readonly (readonly number[])[];
  /** `[n]`, each 1 or −1. */
  readonly labels: readonly number[];
}

/** Parameters before a step, as a search goes by. */
export type Iterates = Generator<readonly number[], never>;

/**
 * Gradient descent on the logistic loss mean log(1 + e^{−y a·θ}), from θ = 0: θ ← θ + γ mean(q y a), q = 1 / (1 + e^{y a·θ}).
 *
 * Tyurin 2024, "From Logistic Regression to the Perceptron Algorithm".
 *
 * @param normalized divides each step by mean q, so that it does not vanish with the loss.
 */
export function* logisticDescent(data: LabelledPoints, lr: number, normalized: boolean): Iterates {
  const { points, labels } = data;
  let theta: number[] = points[0]!.map(() => 0);
  for (;;) {
    yield theta;
    const own = theta;
    const weights = marginsOf(data, own).map((margin) => 1 / (1 + Math.exp(margin)));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const divisor = normalized ? sum : points.length;
    // Weights that have all vanished leave nothing to divide.
    theta =
      divisor === 0
        ? own
        : plusScaled(
            own,
            weightedSum(
              points,
              weights.map((weight, i) => weight * labels[i]!),
            ),
            lr / divisor,
          );
  }
}

/** Which of the points that are not on their side a perceptron adds: all of them by n, all by their count, or the first. */
export type PerceptronVariant = 'batch' | 'normalized' | 'single';

/**
 * The perceptron algorithm from θ = 0. Those on the border count as misclassified.
 *
 * @param variant `batch` is the limit of gradient descent on the logistic loss as its rate grows, so that its first step is
 * half of mean(y a), as there.
 */
export function* perceptron(data: LabelledPoints, variant: PerceptronVariant): Iterates {
  const { points, labels } = data;
  let theta: number[] = points[0]!.map(() => 0);
  for (let step = 0; ; step++) {
    yield theta;
    const wrong = marginsOf(data, theta).flatMap((margin, index) => (margin <= 0 ? [index] : []));
    if (wrong.length === 0) continue;
    const chosen = variant === 'single' ? wrong.slice(0, 1) : wrong;
    const weights = points.map(() => 0);
    for (const index of chosen) weights[index] = labels[index]!;
    const halved = variant === 'batch' && step === 0 ? 2 : 1;
    const divisor = { batch: halved * points.length, normalized: chosen.length, single: 1 }[variant];
    theta = plusScaled(theta, weightedSum(points, weights), 1 / divisor);
  }
}

/** The mean of log(1 + e^{−y a·θ}), exact for large margins of either sign. */
export function logisticLoss(data: LabelledPoints, theta: readonly number[]): number {
  const losses = marginsOf(data, theta).map(
    (margin) => Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))),
  );
  return losses.reduce((total, loss) => total + loss, 0) / losses.length;
}

/** y a·θ of every point. */
export function marginsOf({ points, labels }: LabelledPoints, theta: readonly number[]): number[] {
  return points.map((point, index) => labels[index]! * dot(point, theta));
}

/** After how many steps every margin is positive for the first time; undefined if not within `most`. */
export function stepsToSeparate(data: LabelledPoints, iterates: Iterates, most: number): number | undefined {
  for (let step = 0; step <= most; step++) {
    const theta = iterates.next().value;
    if (marginsOf(data, theta).every((margin) => margin > 0)) return step;
  }
  return undefined;
}

/** One point (0.5, −1) labelled 1 and n − 1 points (−0.5, −1) labelled −1: the first is heard last. */
export function worstCase(n: number): LabelledPoints {
  const others = Array.from({ length: n - 1 });
  return {
    points: [[0.5, -1], ...others.map(() => [-0.5, -1])],
    labels: [1, ...others.map(() => -1)],
  };
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + value * other[index]!, 0);
}

function weightedSum(points: readonly (readonly number[])[], weights: readonly number[]): number[] {
  const sum = points[0]!.map(() => 0);
  for (const [index, point] of points.entries()) {
    for (const [place, value] of point.entries()) sum[place]! += weights[index]! * value;
  }
  return sum;
}

function plusScaled(theta: readonly number[], direction: readonly number[], scale: number): number[] {
  return theta.map((value, index) => value + scale * direction[index]!);
}

/**
 * Exact gradient ascent on the mean probability of the best of two arms, under a policy softmax(x K) with K = 0 at first,
 * divided by the mean probability of the other one: the policy gradient's counterpart of normalised descent.
 *
 * @param contexts `[n][d]` @param best `[n]` @returns kernels `[d][2]`
 */
export function* normalizedPolicyGradient(
  contexts: readonly (readonly number[])[],
  best: readonly (0 | 1)[],
  lr: number,
): Generator<readonly (readonly number[])[], never> {
  let kernel = contexts[0]!.map(() => [0, 0]);
  for (;;) {
    yield kernel;
    const own = kernel;
    const others = contexts.map((context, index) => {
      const [arm, other] = [best[index]!, 1 - best[index]!];
      const gap = context.reduce((sum, value, row) => sum + value * (own[row]![arm]! - own[row]![other]!), 0);
      return 1 / (1 + Math.exp(gap));
    });
    const sum = others.reduce((total, probability) => total + probability, 0);
    // Of two arms dπ/dz is π (1 − π) for the best, and its negative for the other.
    kernel = own.map((row, place) =>
      row.map((value, arm) => {
        const slope = contexts.reduce((total, context, index) => {
          const miss = others[index]!;
          return total + (arm === best[index] ? 1 : -1) * miss * (1 - miss) * context[place]!;
        }, 0);
        return sum === 0 ? value : value + (lr * slope) / sum;
      }),
    );
  }
}
