import { Matrix } from 'ml-matrix';
import { defineOp } from '../op.ts';
import type { Tensor } from '../tf.ts';
import * as tf from '../tf.ts';
import { eigenOf } from './eigen.ts';

/**
 * A part of the slopes of B samples: their inner products in it are those of the signals times those of the inputs, where a
 * block of ones counts for as many inputs that are 1.
 */
export interface GramFactor {
  /** `[P, B, out]` */
  readonly signals: Tensor;
  /** `[P, B, in]`, several of them side by side. */
  readonly inputs: readonly Tensor[];
  readonly ones: number;
}

/** Which directions of the samples count, and how. */
export interface GramChoice {
  /** How many at most, the largest first: below 1 a share of the samples, rounded down, but one at least. */
  readonly most: number;
  /** A direction is dropped whose singular value is no larger than this times the largest. */
  readonly rtol: number;
  /** Added to the eigenvalues, times the number of samples. */
  readonly ridge: number;
}

/** Singular values that count as zero. */
const leastSingularValue = 1e-10;

/**
 * For every member, with J the slopes of its samples and G = J Jᵀ = U diag(λ) Uᵀ: the terms uᵢ (uᵢᵀ e) / (λᵢ + ridge · B) of
 * the directions that count, a column each, of which the sum w makes Jᵀ w the least-squares solution of J x = e. The Gram
 * matrix is summed and taken apart in double precision on the host, since the cut is at eigenvalues of rtol² of the
 * largest. NaN for a member that is not finite.
 *
 * @param errors `[P, B]` @param present `[P, B]`, 0 for samples that only fill up.
 * @returns `terms` `[P, B, K]`, the largest direction first, 0 beyond those that count; `rank` `[P, 1, 1]`, how many count.
 */
export function gramTerms(
  factors: readonly GramFactor[],
  errors: Tensor,
  present: Tensor,
  choice: GramChoice,
): { terms: Tensor; rank: Tensor } {
  const inputs = factors.flatMap((factor) => factor.inputs);
  const widths = factors.map(({ signals, inputs, ones }) => ({
    signals: signals.shape[2]!,
    inputs: inputs.reduce((sum, each) => sum + each.shape[2]!, 0),
    ones,
  }));
  const [terms, rank] = gramTermsOp(
    {
      signals: sideBySide(factors.map(({ signals }) => signals)),
      inputs: inputs.length > 0 ? sideBySide(inputs) : tf.zeros([...errors.shape, 1]),
      errors,
      present,
    },
    { ...choice, widths },
  );
  return { terms: terms!, rank: rank! };
}

/** How many directions of so many samples count at most. */
export function mostDirections(most: number, samples: number): number {
  return most < 1 ? Math.max(1, Math.floor(most * samples)) : Math.min(most, samples);
}

interface Widths {
  readonly signals: number;
  readonly inputs: number;
  readonly ones: number;
}

const gramTermsOp = defineOp<
  'signals' | 'inputs' | 'errors' | 'present',
  GramChoice & { readonly widths: readonly Widths[] }
>({
  name: 'GramTerms',
  formula({ signals, inputs, errors, present }, { widths, ...choice }) {
    const [members, samples] = errors.shape as [number, number];
    const columns = mostDirections(choice.most, samples);
    const terms = new Float32Array(members * samples * columns);
    const ranks = new Float32Array(members);
    const [ofSignals, ofInputs, e, there] = [signals, inputs, errors, present].map((each) => each.dataSync());
    const [wide, deep] = [signals.shape[2]!, inputs.shape[2]!];
    for (let member = 0; member < members; member++) {
      const first = member * samples;
      const rows = Array.from({ length: samples }, (_, row) => first + row).filter((row) => there![row]! > 0);
      const gram = gramOf(rows, widths, { data: ofSignals!, width: wide }, { data: ofInputs!, width: deep });
      const own = rows.map((row) => e![row]!);
      const allFinite = own.every(Number.isFinite) && gram.to1DArray().every(Number.isFinite);
      if (!allFinite) {
        terms.fill(Number.NaN, first * columns, (first + samples) * columns);
        ranks[member] = Number.NaN;
        continue;
      }
      const found = rows.length === 0 ? [] : termsOf(gram, own, choice);
      found.forEach((term, column) => {
        rows.forEach((row, index) => {
          terms[row * columns + column] = term[index]!;
        });
      });
      ranks[member] = found.length;
    }
    return [tf.tensor(terms, [members, samples, columns]), tf.tensor(ranks, [members, 1, 1])];
  },
});

/** The terms of one member's directions that count. */
function termsOf(gram: Matrix, errors: readonly number[], { most, rtol, ridge }: GramChoice): number[][] {
  const { values, vectors } = eigenOf(gram);
  const largest = Math.sqrt(Math.max(0, values[0]!));
  const terms: number[][] = [];
  for (let i = 0; i < mostDirections(most, errors.length); i++) {
    const singular = Math.sqrt(Math.max(0, values[i]!));
    if (singular <= rtol * largest || singular <= leastSingularValue) break;
    const direction = vectors.getColumn(i);
    const along = direction.reduce((sum, x, row) => sum + x * errors[row]!, 0);
    const length = along / (values[i]! + ridge * errors.length);
    terms.push(direction.map((x) => x * length));
  }
  return terms;
}

interface Rows {
  readonly data: ArrayLike<number>;
  readonly width: number;
}

function gramOf(rows: readonly number[], widths: readonly Widths[], signals: Rows, inputs: Rows): Matrix {
  const gram = Matrix.zeros(rows.length, rows.length);
  for (let a = 0; a < rows.length; a++) {
    for (let b = 0; b <= a; b++) {
      let [sum, signal, input] = [0, 0, 0];
      for (const width of widths) {
        const ofSignals = product(signals, rows[a]!, rows[b]!, signal, width.signals);
        const ofInputs = product(inputs, rows[a]!, rows[b]!, input, width.inputs);
        sum += ofSignals * (ofInputs + width.ones);
        signal += width.signals;
        input += width.inputs;
      }
      gram.set(a, b, sum);
      gram.set(b, a, sum);
    }
  }
  return gram;
}

function product({ data, width }: Rows, a: number, b: number, from: number, count: number): number {
  let sum = 0;
  const [left, right] = [a * width + from, b * width + from];
  for (let i = 0; i < count; i++) sum += data[left + i]! * data[right + i]!;
  return sum;
}

function sideBySide(tensors: readonly Tensor[]): Tensor {
  return tensors.length === 1 ? tensors[0]! : tf.concat([...tensors], 2);
}
