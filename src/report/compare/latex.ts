import { oneLine } from '../../visible-text.ts';
import type { Comparison } from './comparison.ts';
import type { TextTable } from './text-tables.ts';
import { isTable, type Told, told } from './told.ts';

/** A comparison as LaTeX to paste into a paper: tables with the rules of `booktabs`; sentences and notes as comments. */
export function latexText(comparison: Comparison): string {
  return toldInLatex(told(comparison));
}

/** Tables with the rules of `booktabs`, and after them all lines as comments. */
export function toldInLatex(parts: Told): string {
  const comments = parts.flatMap((part) => (isTable(part) ? [] : part));
  return [
    '% \\usepackage{booktabs}',
    ...parts.filter(isTable).map(latexTable),
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
