import { describe, expect, test } from 'vitest';
import { csvLines } from '../../src/export/csv.ts';
import { jsonLines } from '../../src/export/json-rows.ts';
import type { Answer } from '../../src/store/index.ts';

const answer: Answer = {
  columns: ['id', 'label', 'value', 'state', 'id'],
  rows: [
    [1n, 'MILO(lr=0.01,momentum=0.8)', 0.1, null, 2n],
    [9007199254740993n, 'say "hi"\nthere', Number.POSITIVE_INFINITY, Buffer.from('abc'), 3n],
    [0n, '', Number.NEGATIVE_INFINITY, null, 4n],
  ],
};
const empty: Answer = { columns: ['id', 'label'], rows: [] };

describe('csvLines', () => {
  test('quotes what must be quoted and keeps NULL and the empty text apart', () => {
    expect([...csvLines(answer)].join('')).toBe(
      [
        'id,label,value,state,id',
        '1,"MILO(lr=0.01,momentum=0.8)",0.1,,2',
        '9007199254740993,"say ""hi""\nthere",Infinity,YWJj,3',
        '0,"",-Infinity,,4',
        '',
      ].join('\r\n'),
    );
  });

  test('writes a text that a spreadsheet would run as text, and numbers as they are', () => {
    const texts = ['=1+1', '+A1', '-A1', '@sum', '\t=1', '\r=1', ' =1', '＝1', '-inf', '="a,b"'];
    const safe = ['-5', '+1e-3', 'a=1', '1-2', "'=", '.5'];
    const values = [-1.5, -2n, Number.NEGATIVE_INFINITY];
    const row = [...texts, ...safe, ...values];
    const [header, line] = [...csvLines({ columns: ['=a', ...row.slice(1).map(String)], rows: [row] })];
    const unquoted = texts.map((text) => `'${text}`);
    unquoted[5] = `"'\r=1"`;
    unquoted[9] = `"'=""a,b"""`;
    expect(line).toBe(`${[...unquoted, ...safe, '-1.5', '-2', '-Infinity'].join(',')}\r\n`);
    expect(header).toMatch(/^'=a,'\+A1,/);
  });

  test('is the header alone where there are no rows', () => {
    expect([...csvLines(empty)].join('')).toBe('id,label\r\n');
  });
});

describe('jsonLines', () => {
  test('is an array of objects that every reader understands', () => {
    const text = [...jsonLines(answer)].join('');
    expect(JSON.parse(text)).toEqual([
      { id: 1, label: 'MILO(lr=0.01,momentum=0.8)', value: 0.1, state: null, id_2: 2 },
      {
        id: 9007199254740992,
        label: 'say "hi"\nthere',
        value: Number.POSITIVE_INFINITY,
        state: 'YWJj',
        id_2: 3,
      },
      { id: 0, label: '', value: Number.NEGATIVE_INFINITY, state: null, id_2: 4 },
    ]);
    expect(text).toContain('"id": 9007199254740993,');
    expect(text.trimEnd().split('\n')).toHaveLength(5);
  });

  test('is an empty array where there are no rows', () => {
    expect([...jsonLines(empty)].join('')).toBe('[]\n');
  });

  test('gives every column a name of its own', () => {
    const [, row] = jsonLines({ columns: ['a', 'a', 'a_2', 'a'], rows: [[1n, 2n, 3n, 4n]] });
    const text = [...jsonLines({ columns: ['a', 'a', 'a_2', 'a'], rows: [[1n, 2n, 3n, 4n]] })].join('');
    expect(row).toBeDefined();
    expect(JSON.parse(text)).toEqual([{ a: 1, a_2: 2, a_2_2: 3, a_3: 4 }]);
  });
});
