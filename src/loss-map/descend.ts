import type { Call } from '../call-expression.ts';
import { makeOptimizer, type Params } from '../optimizers/index.ts';
import { chooseMembers } from '../tensors/choose-members.ts';
import * as tf from '../tensors/tf.ts';
import { disposeTree, mapTree, tidyTree } from '../tensors/tree.ts';
import type { Landscape, Point } from '../test-functions/index.ts';
import { readValues, slopesAt } from '../test-functions/test-function.ts';

/** The way of one member, from its start on. */
export interface Path {
  /** Iteration by iteration; the last point is the last one that was finite. */
  readonly points: readonly Point[];
  /** The function's value at each. */
  readonly losses: readonly number[];
  /** True if it left the finite numbers. */
  readonly diverged: boolean;
}

/** What the optimizer sees is one tensor, whose name makes it a vector to those who treat layers differently. */
type Parameters = { readonly point: tf.Tensor };

/**
 * Lets a population descend, all members in one tensor program: each goes its own way, whatever the others do.
 *
 * @param calls the optimizer of each member; they differ in settings only.
 * @param starts of each member.
 */
export async function descend(
  landscape: Landscape,
  calls: readonly Call[],
  starts: readonly Point[],
  iterations: number,
): Promise<Path[]> {
  const optimizer = makeOptimizer(calls);
  const slopes = (params: Params): Parameters => ({ point: slopesAt(landscape, params.point!) });
  let params: Parameters = { point: tf.tensor(starts.flat(), [starts.length, 1, 2]) };
  let state = tidyTree(() => optimizer.init(params));
  const active = starts.map(() => true);
  const ways: Point[][] = starts.map((start) => [start]);
  for (let step = 1; step <= iterations && active.includes(true); step++) {
    const settings = { step, progress: (step - 1) / iterations, gradientAt: slopes };
    const after = tidyTree(() => {
      const made = optimizer.update(slopes(params), state, params, settings);
      const moved = { point: tf.add(params.point, made.updates.point!) };
      const judged = optimizer.evaluationParams?.(moved, made.state).point ?? moved.point;
      const kept = (now: tf.Tensor, before: tf.Tensor) => chooseMembers(active, now, before);
      return {
        params: mapTree(kept, moved, params),
        state: mapTree(kept, made.state, state),
        judged: tf.clone(judged),
      };
    });
    const judged = await after.judged.data();
    const moved = await after.params.point.data();
    for (const [member, way] of ways.entries()) {
      if (!active[member]) continue;
      const [x, y] = judged.slice(2 * member, 2 * member + 2) as unknown as [number, number];
      const whereItIs = moved.slice(2 * member, 2 * member + 2);
      if (Number.isFinite(x) && Number.isFinite(y) && whereItIs.every(Number.isFinite)) way.push([x, y]);
      else active[member] = false;
    }
    after.judged.dispose();
    disposeTree([params, state], [after.params, after.state]);
    ({ params, state } = after);
  }
  disposeTree([params, state]);
  return Promise.all(ways.map((way, member) => measured(landscape, way, !active[member])));
}

/** A way with its values, which ends where a value is not finite. */
async function measured(landscape: Landscape, way: readonly Point[], left: boolean): Promise<Path> {
  const values = await readValues(landscape, way);
  const end = values.findIndex((value) => !Number.isFinite(value));
  if (end < 0) return { points: way, losses: values, diverged: left };
  return { points: way.slice(0, end), losses: values.slice(0, end), diverged: true };
}
