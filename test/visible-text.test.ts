import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figureSvg } from '../src/report/export/figure-svg.ts';
import { pngOf } from '../src/report/export/png.ts';
import { drawPanel } from '../src/report/figures/drawing/plot.ts';
import { paletteOf } from '../src/report/figures/index.ts';
import { html } from '../src/report/page/markup.ts';
import { escapeMarkdown } from '../src/text/markdown.ts';
import { table } from '../src/text/table.ts';
import { oneLine, printable } from '../src/visible-text.ts';

/** Units of any kind, the unseen ones more often than chance has them. */
const hostile = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(
        ...'\0\u0007\u001b\u009b\u202e\u2066\u200b\ufeff\u2028\ufffe\uffff\ud800\udfff<&"\n'
          .split('')
          .map((each) => each.charCodeAt(0)),
      ),
    ),
    { maxLength: 20 },
  )
  .map((units) => String.fromCharCode(...units));

/** What XML 1.0 lets stand in a document. */
const forbiddenInXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const unseen = /[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?!\n|\t)\p{Cc}/u;

describe('whatever a title or a label is', () => {
  test('terminals get nothing that they would obey', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(printable(text)).not.toMatch(unseen);
        expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        const cells = table([{ header: text, cell: () => text }], [text]);
        expect(cells.split('\n')).toHaveLength(3);
        expect(cells).not.toMatch(unseen);
        expect(escapeMarkdown(text)).not.toMatch(unseen);
      }),
    );
  });

  test('pages and pictures are markup that every reader opens', async () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(html`<p title="${text}">${text}</p>`.source).not.toMatch(forbiddenInXml);
      }),
    );
    const text = 'a\0\u001b[31m\u202e\ufffe\ud800 <b>&"';
    const panel = drawPanel(text, { x: { label: text, domain: [0, 1] }, marks: [] });
    const palette = paletteOf([text]);
    const figure = { id: 'x', title: text, caption: text, panels: [panel], legend: [text] };
    const svg = figureSvg(figure as unknown as Parameters<typeof figureSvg>[0], palette);
    expect(svg).not.toMatch(forbiddenInXml);
    expect(svg).not.toMatch(unseen);
    // This reader refuses what is no XML.
    expect((await pngOf(svg)).length).toBeGreaterThan(100);
  });
});
