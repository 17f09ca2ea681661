import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Draw } from '../../../../src/backends/simd/kernel-trials.ts';
import { type KernelName, loadKernels, signatures } from '../../../../src/backends/simd/kernels.ts';
import { loadAddon } from '../../../../src/backends/simd/native-addon.ts';
import { memberByMember } from '../../../../src/backends/simd/recording/member-by-member.ts';
import type {
  Argument,
  Block,
  KernelCall,
  Output,
  RecordedCalls,
} from '../../../../src/backends/simd/recording/recorded-calls.ts';
import {
  pointwiseKernels,
  resultsInPlace,
} from '../../../../src/backends/simd/recording/results-in-place.ts';
import { numbersOf, spell } from '../../../../src/backends/simd/recording/words.ts';
import { sameWords, TrialHeap } from '../../../../src/backends/simd/trial-heap.ts';

const at = (block: number, offset = 0): Argument => ({ block, offset });
const call = (kernel: string, ...given: Argument[]): KernelCall => ({ kernel, arguments: given });
const sideBySide = (count: number) => [1, 1, count, 0, 0, 1, 0, 0, 1];
const shape = [2, 5];
const bytes = 4 * 10;

/** Two inputs, blocks 0 and 1, a temporary one, and a result for each input. */
const blocks: Block[] = [
  { kind: 'input', index: 0 },
  { kind: 'input', index: 1 },
  { kind: 'temporary', bytes },
  { kind: 'output', bytes },
  { kind: 'output', bytes },
];
const [one, other] = [3, 4].map((block) => ({
  kind: 'made' as const,
  block,
  shape,
  dtype: 'float32' as const,
}));
const made: Output[] = [one!, other!];

function recorded(calls: KernelCall[], changes: Partial<RecordedCalls> = {}): RecordedCalls {
  const inputs = [0, 1].map(() => ({ shape, dtype: 'float32' as const }));
  return { inputs, blocks, calls, slots: [], guards: [], outputs: made, ...changes };
}

const first = call('add', at(3), at(0), at(1), ...sideBySide(10));
const second = call('blend', at(4), at(1), at(0), 10, 0.9, 0.1);

describe('A result takes the place of its input', () => {
  test('where no later call reads what has been written over', () => {
    expect(resultsInPlace(recorded([first]))).toEqual([true, true]);
    // The second call still needs the first input.
    expect(resultsInPlace(recorded([first, second]))).toEqual([false, true]);
  });

  test('member by member, for nobody needs what another has written over', () => {
    const calls = memberByMember(recorded([first, call('square', at(4), at(3), 10)]), 2);
    expect(calls.calls.map(({ kernel }) => kernel)).toEqual(['add', 'square', 'add', 'square']);
    expect(resultsInPlace(calls)).toEqual([true, false]);
    expect(resultsInPlace(memberByMember(recorded([first, second]), 2))).toEqual([false, true]);
  });

  test('by kernels alone that write nothing else', () => {
    expect(resultsInPlace(recorded([call('exp', at(3), at(0), 10)]))[0]).toBe(false);
    expect(resultsInPlace(recorded([call('exp', at(2), at(0), 10), first]))[0]).toBe(true);
  });

  test('not where a call reads elsewhere in it than it writes', () => {
    const shifted = call('add', at(3), at(0, 4), at(1), ...sideBySide(9));
    const spread = call('add', at(3), at(1), at(0), 1, 1, 10, 0, 0, 1, 0, 0, 0);
    for (const each of [shifted, spread]) expect(resultsInPlace(recorded([each]))[0]).toBe(false);
  });

  test('not where it is of another shape or kind, or is returned as it was', () => {
    const others: Partial<RecordedCalls>[] = [
      { outputs: [{ ...one!, shape: [10] }, other!] },
      { outputs: [{ ...one!, dtype: 'int32' }, other!] },
      { outputs: [...made, { kind: 'input', index: 0, shape, same: true }] },
    ];
    for (const each of others) expect(resultsInPlace(recorded([first], each))[0]).toBe(false);
  });

  test('not where the host chooses by numbers, for the calls may have to be made again', () => {
    const guard = { place: { block: 2, offset: 0 }, length: 1, choice: () => 0, chosen: '0' };
    expect(resultsInPlace(recorded([first], { guards: [guard] }))).toEqual([false, false]);
  });
});

const heap = new TrialHeap(2 ** 20);
const kernels = loadKernels(heap);
const addon = loadAddon();
const runs: [string, (name: KernelName, given: number[]) => void][] = [
  ['WebAssembly', (name, given) => (kernels[name] as (...call: number[]) => unknown)(...given)],
  ...(addon?.targets ?? []).map((target, number): (typeof runs)[number] => [
    target,
    (name, given) => {
      addon!.use(number);
      const { words } = spell([{ kernel: name, arguments: given }], signatures(), numbersOf(addon!.kernels));
      addon!.run(heap.bytes, ...heap.program(words));
    },
  ]),
];

/** Results, operands, coefficients. */
const rules: Readonly<Record<string, readonly [number, number, number]>> = {
  blend: [1, 2, 2],
  moments: [2, 3, 4],
  watchGradient: [3, 4, 0],
};

describe.each(runs)('With %s', (_, run) => {
  afterAll(() => addon?.use(0));

  test.each([...pointwiseKernels])(
    '%s computes the same in the place of its operands, and leaves what is behind them',
    (name) => {
      const [results, operands, coefficients] = rules[name] ?? [1, 2, 0];
      const property = (seed: number, isSpread: boolean): boolean => {
        const draw = (drawing: Draw): number[] => {
          const length = drawing.size();
          const sizes = rules[name] ? [length] : [1, 1, length, 0, 0, 1, 0, 0, isSpread ? 0 : 1];
          const addresses = Array.from({ length: results + operands }, () => drawing.floats(length));
          return [...addresses, ...sizes, ...Array.from({ length: coefficients }, () => drawing.number())];
        };
        const given = heap.draw(draw, seed, 40) as number[];
        run(name as KernelName, given);
        const apart = heap.copy();
        // The results where the first operands were, and they where the results were.
        const [out, of, rest] = [
          given.slice(0, results),
          given.slice(results, 2 * results),
          given.slice(2 * results),
        ];
        run(name as KernelName, [...of, ...of, ...rest]);
        const expected = apart.slice();
        const length = rest[operands - results + (rules[name] ? 0 : 2)]!;
        for (const [index, address] of of.entries()) {
          expected.set(apart.subarray(out[index]! / 4, out[index]! / 4 + length), address / 4);
        }
        return sameWords(heap.copy(), expected);
      };
      fc.assert(fc.property(fc.nat(), fc.boolean(), property), { numRuns: 100 });
    },
  );
});
