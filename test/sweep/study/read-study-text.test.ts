import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { readStudyText } from '../../../src/sweep/study/read-study-text.ts';

const text = 'env: cartpole\r\noptimizers: [ADAM] # ü\r\n';

/** A path in a folder of its own, with a file there if there is something to put into it. */
function path(content?: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-study-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'x.yaml');
  if (content !== undefined) writeFileSync(file, content);
  return file;
}

function complaint(file: string): string {
  try {
    readStudyText(file);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message.slice(file.length);
  }
  return 'nothing is wrong';
}

describe('the text of a study', () => {
  test('is what the file holds, with or without a byte order mark', () => {
    expect(readStudyText(path(text))).toBe(text);
    expect(readStudyText(path(`\uFEFF${text}`))).toBe(text);
    expect(readStudyText(path(''))).toBe('');
  });

  test('may come from a pipe, however slowly', () => {
    const file = path();
    execFileSync('mkfifo', [file]);
    const writer = spawn('sh', ['-c', '(printf "env: "; sleep 0.5; printf cartpole) > "$0"', file]);
    onTestFinished(() => void writer.kill());
    // The writer waits for a reader; one that came before it would find the end of the pipe.
    execFileSync('sleep', ['0.3']);
    expect(readStudyText(file)).toBe('env: cartpole');
  });

  test('is refused in one line where it is none', () => {
    expect(complaint(path(Buffer.from(text, 'latin1')))).toMatch(/^: it is not UTF-8 text/);
    expect(complaint(path(Buffer.from(`\uFEFF${text}`, 'utf16le')))).toMatch(/^: it is not UTF-8 text/);
    expect(complaint(path(Buffer.alloc(50 << 20, ' ')))).toMatch(/^: it is larger than 1 MiB/);
    expect(complaint('/dev/zero')).toMatch(/^: it is larger than 1 MiB/);
    expect(complaint(tmpdir())).toMatch(/^: it is a folder/);
    expect(complaint(`${path()}/nowhere`)).toMatch(/^: it cannot be read \(ENOENT\)/);
  });
});
