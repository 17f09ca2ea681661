import { RunError, UsageError } from '../errors.ts';

const noSpace = /no space left|ENOSPC|disk quota exceeded|file too large|EFBIG/i;
const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|NewConnectionError|ConnectionError|Connection refused|Network is unreachable|name resolution|ProxyError|timed? ?out|HTTPSConnectionPool|HTTPConnectionPool/i;

/** What pip's complaints come to. @param what was asked of it, for the sentence. */
export function pipFailure(lines: readonly string[], what: string, python: string): Error {
  const all = lines.join('\n');
  if (noSpace.test(all)) return new RunError('no space is left for TensorFlow; free some and try again');
  const unsupported = /([^\s/]+\.whl) is not a supported wheel on this platform/.exec(all)?.[1];
  if (unsupported !== undefined) {
    return new UsageError(
      `${unsupported} is for another system or another Python than ${python} on ${process.platform} ${process.arch}`,
    );
  }
  if (noNetwork.test(all)) {
    return new RunError(
      `pip cannot reach its package index for ${what}; --wheel FILE takes it from this machine`,
    );
  }
  const versions = /\(from versions: (.*)\)/.exec(all)?.[1];
  if (versions !== undefined) {
    return new UsageError(
      `pip finds no ${what} for ${python} on ${process.platform} ${process.arch} (there is: ${versions})`,
    );
  }
  return new UsageError(`pip cannot install ${what}: ${complaint(lines, /^ERROR: (.*)/)}`);
}

/** What npm's complaints come to. */
export function npmFailure(lines: readonly string[], what: string): Error {
  const all = lines.join('\n');
  if (noSpace.test(all)) return new RunError(`no space is left for ${what}; free some and try again`);
  if (noNetwork.test(all) || /ENOTCACHED/.test(all)) {
    return new RunError(
      `npm cannot reach its registry for ${what}; a cache that was filled elsewhere does too: npm_config_cache=FOLDER`,
    );
  }
  return new RunError(
    `npm cannot install ${what}: ${complaint(lines, /^npm (?:error|ERR!) (?!code|A complete)(.*)/)}`,
  );
}

/** What a compiler's complaints come to. */
export function compilerFailure(lines: readonly string[]): Error {
  if (noSpace.test(lines.join('\n')))
    return new RunError('no space is left to compile the binding; free some and try again');
  return new RunError(
    `the binding of tfjs-node does not compile: ${complaint(lines, /(.*(?:error:|not found).*)/)}`,
  );
}

/** The first line that says what was wrong, or the last one of all. */
function complaint(lines: readonly string[], pattern: RegExp): string {
  const found = lines.map((line) => pattern.exec(line)?.[1]?.trim()).find(Boolean);
  return found ?? lines.findLast((line) => line.trim() !== '')?.trim() ?? 'it did not say why';
}
