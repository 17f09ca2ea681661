/**
 * How rows are drawn by how much there was to learn from them: PA&DA, Lu et al. 2023 (arXiv 2302.14772); ShunLu91/PA-DA
 * `nasbench201/train_panda_201.py` at e65ad62, without its sampling of paths.
 */

/** Notes what a row has scored: the first score stands, each later one is averaged with what stands. 0 is none yet. */
export function noteScore(scores: Float64Array, row: number, score: number): void {
  // A score that is no number would take all chances, or make them none.
  if (!Number.isFinite(score)) return;
  const stored = scores[row]!;
  scores[row] = stored === 0 ? score : (stored + score) / 2;
}

/**
 * The chance of each row: τ · s / Σs + (1 − τ) / N; all alike where all scores are 0.
 *
 * @param scores of N rows, 0 or more; 0 for those that nobody has seen. @param tau from 0 to 1.
 */
export function chancesOf(scores: Float64Array, tau: number): Float64Array {
  const total = scores.reduce((sum, score) => sum + score, 0);
  const evenly = 1 / scores.length;
  return scores.map((score) => (total > 0 ? tau * (score / total) + (1 - tau) * evenly : evenly));
}

/**
 * Rows drawn with replacement, by the inverse of the distribution function.
 *
 * @param chances of each row, not all 0. @param uniforms from 0 to less than 1, one a draw.
 */
export function drawnRows(chances: Float64Array, uniforms: readonly number[]): Int32Array {
  let sum = 0;
  const sums = chances.map((chance) => (sum += chance));
  return Int32Array.from(uniforms, (uniform) => {
    // The first row whose sum, as a share of all, is beyond the number.
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! / sum > uniform) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

/** What each row is to weigh so that means over drawn rows are on average those over all: 1 / (N · its chance), 0 without one. */
export function unbiasedWeights(chances: Float64Array): Float64Array {
  return chances.map((chance) => (chance > 0 ? 1 / (chances.length * chance) : 0));
}
