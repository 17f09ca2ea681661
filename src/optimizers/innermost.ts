import { type Call, isCall } from '../call-expression.ts';

/** The optimizer at the heart of wrappers: that of `CAUTIOUS(SAM(ADAMW))` is `ADAMW`. */
export function innermost(call: Call): Call {
  const [inner] = call.positional;
  return inner === undefined ? call : innermost(isCall(inner) ? inner : bare(String(inner)));
}

/** The same wrappers around another heart. */
export function withInnermost(call: Call, heart: Call): Call {
  const [inner] = call.positional;
  if (inner === undefined) return heart;
  return { ...call, positional: [withInnermost(isCall(inner) ? inner : bare(String(inner)), heart)] };
}

function bare(name: string): Call {
  return { name, positional: [], settings: {} };
}
