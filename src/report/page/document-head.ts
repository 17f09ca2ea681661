import { createHash } from 'node:crypto';
import { html, trusted } from './markup.ts';

/**
 * The head of a page that asks the network for nothing, which its policy would forbid.
 *
 * @param style its style sheet.
 * @param script the one script that may run, for its hash to allow it; without it none may.
 * @param asks true for a page whose script asks the server that it came from, and nobody else.
 */
export function documentHead(title: string, style: string, script?: string, asks = false) {
  const scripts =
    script === undefined
      ? ''
      : `; script-src 'sha256-${hashOf(script)}'${asks ? "; connect-src 'self'" : ''}`;
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:${trusted(scripts)}">
<link rel="icon" href="data:,">
<title>${title} – rl-bench</title>
<style>${trusted(style)}</style>
</head>`;
}

function hashOf(script: string): string {
  return createHash('sha256').update(script).digest('base64');
}
