import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Column, table } from '../../src/text/table.ts';

type Row = readonly [name: string, value: string];

const columns: readonly Column<Row>[] = [
  { header: 'name', cell: ([name]) => name, wraps: true },
  { header: 'value', align: 'right', cell: ([, value]) => value },
];

describe('table', () => {
  test('aligns texts to the left and numbers to the right under a thin rule', () => {
    const rows: Row[] = [
      ['MILO', '15.2'],
      ['ADAMW', '7'],
    ];
    expect(table(columns, rows).split('\n')).toEqual([
      'name   value',
      '────────────',
      'MILO    15.2',
      'ADAMW      7',
    ]);
  });

  test('shows its header when there are no rows', () => {
    expect(table(columns, []).split('\n')).toEqual(['name  value', '───────────']);
  });

  test('breaks the column that may give way instead of growing too wide', () => {
    const rows: Row[] = [['MILO(momentum=0.8,weight_decay=0.01)', '15.2']];
    expect(table(columns, rows, { width: 25 }).split('\n')).toEqual([
      'name                value',
      '─────────────────────────',
      'MILO(momentum=0.8,   15.2',
      'weight_decay=0.01)',
    ]);
  });

  test('keeps line feeds and escape sequences from tearing it apart', () => {
    expect(table(columns, [['a\nb\u001B[31m', 'x']]).split('\n')).toHaveLength(3);
  });

  test('never exceeds its width, ends no line with blanks and loses no character', () => {
    const text = fc.stringMatching(/^[\w=(),.]{1,60}$/);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (names) => {
        const printed = table(
          columns,
          names.map((name): Row => [name, '-']),
          { width: 30 },
        );
        const lines = printed.split('\n');
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(30);
        for (const line of lines) expect(line).toBe(line.trimEnd());
        const body = lines.slice(2).map((line) => line.replace(/\s+-$/, ''));
        expect(body.join('')).toBe(names.join(''));
      }),
    );
  });

  test('prints many thousand rows in no time', () => {
    const rows = Array.from({ length: 20_000 }, (_, index): Row => [`row ${index}`, String(index)]);
    const started = performance.now();
    expect(table(columns, rows).split('\n')).toHaveLength(20_002);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

test('columns move together before a name is broken, and names with settings are broken where a setting ends', () => {
  const wide: readonly Column<Row>[] = [...columns, { header: 'and', cell: () => 'so on' }];
  const rows: Row[] = [
    ['OPTIMISTIC_GD', '15.2'],
    ['CLIP(OPTIMISTIC_GD)', '7'],
  ];
  const lines = table(wide, rows, { width: 26 }).split('\n');
  expect(lines).toEqual([
    'name           value and',
    '──────────────────────────',
    'OPTIMISTIC_GD   15.2 so on',
    'CLIP(              7 so on',
    'OPTIMISTIC_GD)',
  ]);
});
