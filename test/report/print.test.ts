import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { RunError, UsageError } from '../../src/errors.ts';
import { print } from '../../src/report/print.ts';

/** A sink that remembers what it was given, or fails with a system error. */
function sink(code?: string): { output: Writable; text: () => string } {
  let text = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (code !== undefined)
        return done(Object.assign(new Error('write failed'), { code, syscall: 'write' }));
      text += String(chunk);
      done();
    },
  });
  return { output, text: () => text };
}

describe('print', () => {
  test('writes a text, or many one after the other, and leaves the output open', async () => {
    const { output, text } = sink();
    await print('one\n', output);
    await print(['two\n', 'three\n'], output);
    await print([], output);
    expect(text()).toBe('one\ntwo\nthree\n');
    expect(output.writable).toBe(true);
  });

  test('ends quietly when nobody reads any more', async () => {
    await expect(print(['one', 'two'], sink('EPIPE').output)).resolves.toBeUndefined();
  });

  test('ends in one line when the output cannot be written', async () => {
    await expect(print('one', sink('ENOSPC').output)).rejects.toThrow(
      new RunError('cannot write the output: write failed; free some space and try again'),
    );
  });

  test('passes on what goes wrong in the text itself', async () => {
    function* broken(): Generator<string> {
      yield 'one';
      throw new UsageError('no such column');
    }
    await expect(print(broken(), sink().output)).rejects.toThrow(new UsageError('no such column'));
  });
});
