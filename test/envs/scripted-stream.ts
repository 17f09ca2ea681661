import { RandomStream } from '../../src/random.ts';

/** What a reference has drawn, one list for each way of drawing. */
export interface Script {
  readonly uniform?: readonly number[];
  readonly integer?: readonly number[];
}

/** A stream that hands out what a reference has drawn, in its order, and fails where more is asked for. */
export function scriptedStream({ uniform = [], integer = [] }: Script): RandomStream {
  const left = { uniform: [...uniform], integer: [...integer] };
  const next = (kind: keyof typeof left): number => {
    const value = left[kind].shift();
    if (value === undefined) throw new Error(`the reference has drawn no further ${kind} number`);
    return value;
  };
  return Object.assign(RandomStream.of(0), {
    uniform: (low = 0, high = 1) => low + (high - low) * next('uniform'),
    integer: (n: number) => {
      const value = next('integer');
      if (value >= n) throw new Error(`the reference has drawn ${value}, which is not below ${n}`);
      return value;
    },
  });
}
