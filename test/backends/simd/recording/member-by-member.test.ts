import { expect, test } from 'vitest';
import { memberByMember } from '../../../../src/backends/simd/recording/member-by-member.ts';
import type {
  Argument,
  Block,
  KernelCall,
  RecordedCalls,
} from '../../../../src/backends/simd/recording/recorded-calls.ts';

const at = (block: number, offset = 0): Argument => ({ block, offset });
const call = (kernel: string, ...given: Argument[]): KernelCall => ({ kernel, arguments: given });
const temporary = (bytes: number): Block => ({ kind: 'temporary', bytes });

function recorded(blocks: Block[], calls: KernelCall[]): RecordedCalls {
  return { inputs: [], blocks, calls, slots: [], guards: [], outputs: [] };
}

/** Two members with eight numbers each: from the input to a temporary block to the output. */
const blocks: Block[] = [{ kind: 'input', index: 0 }, temporary(64), { kind: 'output', bytes: 64 }];

test('all is done for one member, then for the next, who has temporary memory of its own', () => {
  const result = memberByMember(
    recorded(blocks, [call('exp', at(1), at(0), 16), call('square', at(2), at(1), 16)]),
    2,
  );
  expect(result.calls).toEqual([
    call('exp', at(3), at(0), 8),
    call('square', at(2), at(3), 8),
    call('exp', at(4), at(0, 32), 8),
    call('square', at(2, 32), at(4), 8),
  ]);
  expect(result.blocks.slice(3)).toEqual([temporary(32), temporary(32)]);
});

test('calls for one member each go to their members', () => {
  const { calls } = memberByMember(
    recorded(blocks, [
      call('clipNorm', at(2), at(0), 8, 1),
      call('clipNorm', at(2, 32), at(0, 32), 8, 1),
      call('fillWords', at(1), 16, 0),
    ]),
    2,
  );
  expect(calls.map(({ kernel }) => kernel)).toEqual(['clipNorm', 'fillWords', 'clipNorm', 'fillWords']);
});

test('what works on the numbers of several members stays where it is, and its memory stays whole', () => {
  const sum = call('sum', at(2), at(1), 1, 16, 1, 1);
  const { calls, blocks: after } = memberByMember(
    recorded(
      [...blocks.slice(0, 2), { kind: 'output', bytes: 4 }],
      [call('exp', at(1), at(0), 16), sum, call('square', at(1), at(0), 16)],
    ),
    2,
  );
  expect(calls).toEqual([
    call('exp', at(1), at(0), 8),
    call('exp', at(1, 32), at(0, 32), 8),
    sum,
    call('square', at(1), at(0), 8),
    call('square', at(1, 32), at(0, 32), 8),
  ]);
  expect(after).toHaveLength(3);
});

test('a member that reads the numbers of another waits for them', () => {
  const shifted = call('exp', at(2), at(1, 4), 8);
  const { calls } = memberByMember(recorded(blocks, [call('exp', at(1), at(0), 16), shifted]), 2);
  expect(calls.at(-1)).toEqual(shifted);
});

test('products of matrices share no room', () => {
  const room = temporary(1000);
  const product = (member: number) =>
    call('matMul', at(2, 32 * member), at(0), at(0), at(3), 2, 2, 4, 8, 4, 16, 4);
  const { calls } = memberByMember(recorded([...blocks, room], [product(0), product(1)]), 2);
  const rooms = calls.map((each) => (each as KernelCall).arguments[3]);
  expect(rooms).toEqual([at(4), at(5)]);
});

test('one member, or a number of them that memory cannot be divided by, changes nothing', () => {
  const given = recorded(blocks, [call('exp', at(1), at(0), 16), call('square', at(2), at(1), 16)]);
  expect(memberByMember(given, 1)).toBe(given);
  expect(memberByMember(given, 3).calls).toEqual(given.calls);
});
