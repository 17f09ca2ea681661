import { nowRecording } from '../../tensors/replay/now-recording.ts';
import * as tf from '../../tensors/tf.ts';
import type { StepContext } from '../entry/optimizer.ts';
import { eachMember, type MemberStep } from './per-member.ts';
import { sourceOf, stepNumbers } from './step-numbers.ts';

/**
 * Several numbers of each member at an update, worked out in double precision on the host.
 *
 * @returns `[P, 1, numbers]`, or `[1, 1, numbers]` where nothing tells the members apart.
 */
export function memberRows<Settings>(
  members: readonly Settings[],
  numbers: (settings: Settings, at: MemberStep) => readonly number[],
): (context: StepContext) => tf.Tensor {
  return (context) => {
    const rows = eachMember(members, stepNumbers(context), numbers);
    const shape: [number, number, number] = [rows.length, 1, rows[0]!.length];
    // What is made of settings alone is the same at every step.
    const source = numbers.length > 1 ? sourceOf(context) : undefined;
    if (!source) return tf.tensor(rows.flat(), shape);
    const read = (host: unknown) => eachMember(members, source(host), numbers).flat();
    return nowRecording()!.hostTensor(Float32Array.from(rows.flat()), shape, 'float32', read);
  };
}
