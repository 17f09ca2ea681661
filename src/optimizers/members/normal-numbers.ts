import { RandomStream } from '../../random.ts';
import { nowRecording } from '../../tensors/replay/now-recording.ts';
import * as tf from '../../tensors/tf.ts';
import type { MemberStreams, StepContext } from '../entry/optimizer.ts';
import { type StepNumbers, sourceOf } from './step-numbers.ts';

/**
 * Independent standard normal numbers in the shape of a tensor that has the members first. Every member draws its own, from
 * a stream that is named by its seed, the purpose and its step: so nothing has to be remembered, and a member draws the same
 * numbers in any company and after a resume.
 *
 * @param purpose what tells a rule's draws at one step apart: one for each tensor, where there are several.
 */
export function normalNumbers(context: StepContext, like: tf.Tensor, purpose: string): tf.Tensor {
  const [members, ...own] = like.shape as [number, number, number];
  const draw = (numbers: StepNumbers): Float32Array =>
    drawn(numbers, members, own[0]! * own[1]!, ['optimizer', purpose]);
  const source = sourceOf(context);
  if (!source) return tf.tensor(draw(context), like.shape);
  const recording = nowRecording()!;
  const read = (host: unknown) => draw(source(host));
  return recording.hostTensor(read(recording.host), like.shape, 'float32', read);
}

/** The same context, whose rule draws other numbers than the rules beside it. */
export function drawingApart({ randomStream = ofSeedZero }: StepNumbers, rule: string): Partial<StepNumbers> {
  return { randomStream: (member, ...purpose) => randomStream(member, rule, ...purpose) };
}

const ofSeedZero: MemberStreams = (_member, ...purpose) => RandomStream.of(0, ...purpose);

/** The stream of a member for a purpose at a step. */
export function memberStream(
  { randomStream = ofSeedZero, step }: StepNumbers,
  member: number,
  ...purpose: readonly string[]
): RandomStream {
  return randomStream(member, ...purpose, typeof step === 'number' ? step : step[member]!);
}

function drawn(
  context: StepNumbers,
  members: number,
  size: number,
  purpose: readonly string[],
): Float32Array {
  const numbers = new Float32Array(members * size);
  for (let member = 0; member < members; member++) {
    const stream = memberStream(context, member, ...purpose);
    for (let i = member * size; i < (member + 1) * size; i++) numbers[i] = stream.normal();
  }
  return numbers;
}
