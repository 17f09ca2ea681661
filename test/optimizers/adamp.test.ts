import { describe, expect, test } from 'vitest';
import { follow, row, stepsOf } from './follow.ts';
import { randomMember } from './trial.ts';

/** Two inputs, three outputs, whose weights are the columns. */
const kernel = { 'a.0.kernel': { shape: [2, 3], values: [1, 2, 0, 3, -1, 4] } } as const;
const gradient = [0.5, 0.1, -0.2, 0.3, 0.7, 0.4];
const columns = [0, 1, 2];

/** How far a step goes along the weights of each output. */
function alongOutputs(step: readonly number[]): number[] {
  const { values } = kernel['a.0.kernel'];
  return columns.map((column) => step[column]! * values[column]! + step[column + 3]! * values[column + 3]!);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe.each([
  ['ADAMP', 'lr=0.01', 'ADAMW', 'lr=0.01,eps=1e-8,weight_decay=0'],
  ['SGDP', 'lr=0.01', 'SGD', 'lr=0.01'],
])('%s', (name, settings, base, baseSettings) => {
  test(`is ${base} where no gradient is orthogonal enough`, () => {
    const shapes = { 'a.kernel': [3, 4], 'a.bias': [1, 4] } as const;
    const noise = (_: readonly number[], step: number) =>
      Object.values(randomMember(shapes, 10 + step)).flatMap(({ values }) => values);
    const plain = follow(`${base}(${baseSettings})`, randomMember(shapes, 1), noise, 5).path;
    expect(follow(`${name}(${settings},delta=0)`, randomMember(shapes, 1), noise, 5).path).toEqual(plain);
  });

  test('projects each output by itself if the gradient is orthogonal to the weights of all', () => {
    const [step] = stepsOf(follow(`${name}(${settings},delta=2)`, kernel, () => gradient, 1));
    for (const along of alongOutputs(step!)) expect(along).toBeCloseTo(0, 6);
    expect(Math.max(...step!.map(Math.abs))).toBeGreaterThan(1e-3);
  });

  test('projects all outputs as one if the gradient is orthogonal to them together only', () => {
    // Along the weights of the first output, against those of the second by as much.
    const opposed = [1, -4, 0, 3, 2, 0];
    const [step] = stepsOf(follow(`${name}(${settings})`, kernel, () => opposed, 1));
    const along = alongOutputs(step!);
    expect(sum(along)).toBeCloseTo(0, 6);
    expect(Math.abs(along[0]!)).toBeGreaterThan(1e-3);
  });

  test('leaves vectors as they are', () => {
    const vector = { 'a.0.bias': row(1, 2, 0) };
    const orthogonal = () => [2, -1, 3];
    const plain = follow(`${base}(${baseSettings})`, vector, orthogonal, 3).path;
    expect(follow(`${name}(${settings},delta=10)`, vector, orthogonal, 3).path).toEqual(plain);
  });

  test('knows a kernel of a single input by its name', () => {
    const single = { 'a.0.kernel': row(1, 2, 4) };
    const [step] = stepsOf(follow(`${name}(${settings},delta=10)`, single, () => [1, -2, 3], 1));
    // Every output has one weight, and all of its step is along that.
    for (const each of step!) expect(each).toBeCloseTo(0, 6);
  });

  test('takes most of the weight decay from a kernel that it projects', () => {
    const resting = (more: string) =>
      follow(`${name}(${settings},weight_decay=0.1,${more})`, kernel, () => [0, 0, 0, 0, 0, 0], 1)
        .path[1]![0]!;
    expect(resting('wd_ratio=0.5')).toBeCloseTo(1 - 0.01 * 0.1 * 0.5, 6);
    expect(resting('wd_ratio=0.5,delta=0')).toBeCloseTo(1 - 0.01 * 0.1, 6);
  });
});

describe('SGDP', () => {
  test('forgets what it projects away, unless the momentum is Nesterov', () => {
    const { values } = kernel['a.0.kernel'];
    // Along all weights, so that nothing is left of it.
    const pulse = () => values;
    const memory = (settings: string) =>
      follow(`SGDP(lr=0.01,momentum=0.9,delta=10,${settings})`, kernel, pulse, 1).trial.state;
    const size = (state: unknown) => {
      const [{ momentum }] = state as [{ momentum: Record<string, { dataSync(): ArrayLike<number> }> }];
      return Math.max(...Array.from(momentum['a.0.kernel']!.dataSync()).map(Math.abs));
    };
    expect(size(memory('nesterov=false'))).toBeLessThan(1e-5);
    expect(size(memory('nesterov=true'))).toBe(4);
  });

  test('takes in the first gradient less the dampening', () => {
    const [step] = stepsOf(follow('SGDP(lr=1,momentum=0.9,dampening=0.25)', { a: row(0) }, () => [4], 1));
    expect(step).toEqual([-3]);
  });
});
