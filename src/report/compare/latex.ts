import { oneLine } from '../../visible-text.ts';
import { publishedNotes, publishedTables } from '../published/published-tables.ts';
import type { Comparison } from './comparison.ts';
import { sentences } from './sentences.ts';
import { legend, type TextTable, textTables } from './text-tables.ts';

/** A comparison as LaTeX to paste into a paper: tables with the rules of `booktabs`; sentences and notes as comments. */
export function latexText(comparison: Comparison): string {
  const comments = [
    ...legend(comparison),
    ...sentences(comparison),
    ...comparison.notes.map((note) => `Note: ${note}`),
    ...publishedNotes(comparison.published),
  ];
  return [
    '% \\usepackage{booktabs}',
    ...[...textTables(comparison), ...publishedTables(comparison.published)].map(latexTable),
    comments.map(comment).join('\n'),
  ].join('\n\n');
}

function latexTable({ heading, columns, rows }: TextTable): string {
  const row = (cells: readonly string[]): string => `  ${cells.map(escapeLatex).join(' & ')} \\\\`;
  return [
    ...(heading === '' ? [] : [comment(heading)]),
    `\\begin{tabular}{${columns.map(({ align }) => align[0]).join('')}}`,
    '  \\toprule',
    row(columns.map(({ header }) => header)),
    '  \\midrule',
    // A bracket after a line's end would be taken for its optional argument.
    ...rows.map((cells) => row(cells).replace(/^ {2}\[/, '  {}[')),
    '  \\bottomrule',
    '\\end{tabular}',
  ].join('\n');
}

function comment(text: string): string {
  return `% ${oneLine(text)}`;
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '†': '\\textdagger{}',
};

/** Text as it is, whatever LaTeX would make of it; a hyphen that is a sign becomes a minus. Line breaks become blanks. */
export function escapeLatex(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\~^<>|†#$%&_{}]/g, (sign) => escapes[sign] ?? `\\${sign}`)
    .replaceAll(/(?<=^|[ [])-(?=\d|inf)/g, '$$-$$');
}
