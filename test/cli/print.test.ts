import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { print } from '../../src/cli/print.ts';
import { RunError, UsageError } from '../../src/errors.ts';

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

  test('spells out what a terminal would obey, in JSON as JSON does, unless it is to be exact', async () => {
    const hostile = 'a\u001b[31m\u202eb\u200b\u0085\ud800\u{e0041}';
    const [plain, json, exact] = [sink(), sink(), sink()];
    await print(`${hostile}\n\t→ ü 😀`, plain.output);
    expect(plain.text()).toBe('a\\u001b[31m\\u202eb\\u200b\\u0085\\ud800\\udb40\\udc41\n\t→ ü 😀');
    await print(JSON.stringify({ hostile }), json.output);
    expect(json.text()).not.toMatch(/[^ -~]/);
    expect(JSON.parse(json.text())).toEqual({ hostile });
    await print(['\u001b'], exact.output, { exact: true });
    expect(exact.text()).toBe('\u001b');
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
