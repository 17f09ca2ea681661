import { type Call, isCall } from '../../call-expression.ts';

/** The optimizer inside wrappers: that of `CAUTIOUS(SAM(ADAMW))` is `ADAMW`. */
export function innermost(call: Call): Call {
  const [inner] = call.positional;
  return inner === undefined ? call : innermost(isCall(inner) ? inner : bare(String(inner)));
}

/** The same wrappers around another optimizer. */
export function withInnermost(call: Call, rule: Call): Call {
  const [inner] = call.positional;
  if (inner === undefined) return rule;
  return { ...call, positional: [withInnermost(isCall(inner) ? inner : bare(String(inner)), rule)] };
}

/** The same without a learning rate. */
export function withoutRate(call: Call): Call {
  const heart = innermost(call);
  const { lr: _, ...settings } = heart.settings;
  return withInnermost(call, { ...heart, settings });
}

function bare(name: string): Call {
  return { name, positional: [], settings: {} };
}
