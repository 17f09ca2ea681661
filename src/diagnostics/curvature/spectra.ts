import type { MemberRow } from '../../tensors/member-rows.ts';
import * as tf from '../../tensors/tf.ts';
import type { LossProbe } from '../loss-probe.ts';
import { dot, lanczos, type Spectrum } from './lanczos.ts';
import { type Block, blocksOf, numbersOf, place } from './parts.ts';

/** What is found of the Hessian of a block. */
export interface BlockCurvature {
  readonly block: string;
  /** Undefined where products are not finite, as those of a player that diverges. */
  readonly spectrum: Spectrum | undefined;
  /** An estimate without bias, the mean of zᵀHz over random signs z. */
  readonly trace: number;
  /** gᵀHg and gᵀg of the gradient g. */
  readonly alongGradient: number;
  readonly squaredGradient: number;
}

/**
 * The Hessian of every block and player by products alone, all of them in one product at a time.
 *
 * @param start of the Lanczos iteration, `[n]`; of `steps` products at most.
 * @param probes random signs to estimate the trace with, `[n]` each.
 * @returns player → block.
 */
export async function curvatures(
  loss: LossProbe,
  { start, steps, probes }: { start: ArrayLike<number>; steps: number; probes: readonly Float32Array[] },
): Promise<BlockCurvature[][]> {
  const { layout, players } = loss;
  const blocks = blocksOf(layout);
  const all = Array.from({ length: players }, (_, player) => player);

  const { gradient, along } = await loss.ask((of) => {
    const own = of.gradient();
    return { gradient: own.vector!, along: of.hessianProduct!(own).vector! };
  });

  const spectra = await inStep(
    loss,
    blocks,
    all.map(() => blocks.map((block) => lanczos(numbersOf(block, start), steps))),
  );

  const traces = all.map(() => blocks.map(() => 0));
  for (const signs of probes) {
    const products = await product(loss, (whole) => {
      for (const player of all) whole.set(signs, player * layout.length);
    });
    for (const player of all) {
      for (const [index, block] of blocks.entries()) {
        const own = dot(numbersOf(block, signs), numbersOf(block, products[player]!));
        traces[player]![index]! += own / probes.length;
      }
    }
  }

  return all.map((player) =>
    blocks.map((block, index) => {
      const slope = numbersOf(block, gradient[player]!);
      return {
        block: block.name,
        spectrum: spectra[player]![index],
        trace: traces[player]![index]!,
        alongGradient: dot(slope, numbersOf(block, along[player]!)),
        squaredGradient: dot(slope, slope),
      };
    }),
  );
}

/** Products with the Hessian of every player. @param write puts a direction of each into numbers `[P, n]`. */
async function product(loss: LossProbe, write: (whole: Float32Array) => void): Promise<readonly MemberRow[]> {
  const { players, layout } = loss;
  const whole = new Float32Array(players * layout.length);
  write(whole);
  const { made } = await loss.ask((of) => ({
    made: of.hessianProduct!({ vector: tf.tensor(whole, [players, 1, layout.length]) }).vector!,
  }));
  return made;
}

type Iteration = ReturnType<typeof lanczos>;

/** Iterations of all players and blocks side by side: each is handed its part of one product. One that has ended waits. */
async function inStep(
  loss: LossProbe,
  blocks: readonly Block[],
  iterations: readonly (readonly Iteration[])[],
): Promise<(Spectrum | undefined)[][]> {
  const { length } = loss.layout;
  let turns = iterations.map((own) => own.map((iteration) => iteration.next()));
  while (turns.some((own) => own.some(({ done }) => !done))) {
    const products = await product(loss, (whole) => {
      for (const [player, own] of turns.entries()) {
        for (const [index, turn] of own.entries()) {
          if (!turn.done) place(blocks[index]!, turn.value, whole, player * length);
        }
      }
    });
    turns = turns.map((own, player) =>
      own.map((turn, index) =>
        turn.done ? turn : iterations[player]![index]!.next(numbersOf(blocks[index]!, products[player]!)),
      ),
    );
  }
  return turns.map((own) => own.map((turn) => (turn.done ? turn.value : undefined)));
}
