import { describe, expect, test, vi } from 'vitest';
import { hostFunctions } from '../../../src/backends/bits/host-functions.ts';
import { type Bits, bitsOn, differenceOfBits } from '../../../src/backends/bits/index.ts';
import { kernels } from '../../../src/backends/bits/kernels.ts';
import { rounding } from '../../../src/backends/bits/rounding.ts';
import { startBackend } from '../../../src/backends/index.ts';
import { packageVersion } from '../../../src/version.ts';

describe('What the bits of a training depend on', () => {
  test('is the same whenever it is found out, and another thing on another backend', async () => {
    const found: Record<string, readonly string[]> = {};
    for (const backend of ['cpu', 'wasm', 'simd']) {
      await startBackend(backend);
      found[backend] = [await kernels(), await rounding()];
      expect([await kernels(), await rounding()]).toEqual(found[backend]);
      expect(await bitsOn(backend)).toEqual({
        backend,
        kernels: found[backend][0],
        rounding: found[backend][1],
        host_functions: hostFunctions(),
        version: packageVersion(),
      });
    }
    expect(new Set(Object.values(found).map(([hash]) => hash)).size).toBe(3);
    // TensorFlow.js sums in double precision on its backend cpu; ours rounds every product, as WebAssembly does.
    const words = (products: string): string =>
      `subnormals kept, products ${products}, quotients exact, roots exact`;
    expect(found.cpu![1]).toBe(words('wider'));
    expect(found.simd![1]).toBe(words('rounded'));
  });

  test('knows an engine by one function that rounds one number otherwise', () => {
    const before = hostFunctions();
    const { tanh } = Math;
    const spy = vi.spyOn(Math, 'tanh').mockImplementation((x) => {
      const y = tanh(x);
      return x > 0.1 && x < 0.2 ? y * (1 + Number.EPSILON) : y;
    });
    try {
      expect(hostFunctions()).not.toBe(before);
    } finally {
      spy.mockRestore();
    }
    expect(hostFunctions()).toBe(before);
  });
});

describe('differenceOfBits', () => {
  const bits: Bits = { backend: 'simd', kernels: 'a', rounding: 'b', host_functions: 'c', version: 'd' };

  test.each<[Partial<Bits>, string | undefined]>([
    [{}, undefined],
    [{ kernels: 'x' }, 'kernels with other results'],
    [{ kernels: 'x', rounding: 'y' }, 'kernels with other results and other rounding'],
    [{ host_functions: 'x' }, 'functions of another JavaScript engine'],
    [{ version: 'x' }, 'another version of rl-bench'],
    [{ backend: 'cpu', kernels: 'x', rounding: 'y' }, 'another backend'],
  ])('of %o is %s', (change, words) => {
    expect(differenceOfBits(bits, { ...bits, ...change })).toBe(words);
  });
});
