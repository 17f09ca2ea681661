import { basename, dirname, extname, join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { writeFigures } from '../report/export/figure-files.ts';
import { codeBlock, heading, paragraph } from '../report/study-document/markdown-parts.ts';
import { several } from '../several.ts';
import { formatNumber } from '../text/format.ts';
import { escapeMarkdown, markdownList, markdownTable } from '../text/markdown.ts';
import { writeWhole } from '../write-whole.ts';
import { claimPalette } from './claim-figure.ts';
import type { JudgedClaim } from './judged-claim.ts';

/** @throws UsageError for the name of a file that is no Markdown. */
export function refuseClaimsDocument(path: string): void {
  if (extname(path) === '.md' && basename(path) !== '.md') return;
  throw new UsageError(`--document writes a file that ends in .md, given "${path}"`);
}

/**
 * Writes claims as a Markdown file, and their pictures into a folder beside it that has its name.
 *
 * @returns the paths of all files.
 * @throws UsageError if a file cannot be written.
 */
export async function writeClaimsDocument(judged: readonly JudgedClaim[], path: string): Promise<string[]> {
  refuseClaimsDocument(path);
  const folder = basename(path, '.md');
  writeWhole(resolve(path), claimsDocument(judged, folder));
  const pictures: string[] = [];
  for (const { entry, config, figure } of judged) {
    pictures.push(
      ...(await writeFigures(join(dirname(path), folder), 'svg', [figure], claimPalette(entry, config))),
    );
  }
  return [path, ...pictures];
}

function claimsDocument(judged: readonly JudgedClaim[], folder: string): string {
  const count = (verdict: string) => judged.filter(({ judgement }) => judgement.verdict === verdict).length;
  const parts = [
    heading(1, 'Small studies of published claims'),
    paragraph(
      `${several(judged.length, 'claim')} of the literature, each looked into by a study of a few minutes: ${count('holds')} ${count('holds') === 1 ? 'holds' : 'hold'} here, ${count('does not hold')} ${count('does not hold') === 1 ? 'does' : 'do'} not, and of ${count('cannot be said')} it cannot be said.`,
      'Every sentence, number and picture is made from the results file by rl-bench.',
    ),
    markdownTable(
      [{ header: 'study' }, { header: 'seeds', align: 'right' }, { header: 'verdict' }],
      judged.map(({ config, judgement }) => [config.study, String(config.seeds), judgement.verdict]),
    ),
    ...judged.flatMap((each) => sectionOf(each, folder)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionOf({ config, judgement, figure, version }: JudgedClaim, folder: string): string[] {
  const { study, claim, source, seeds, settings } = config;
  const { verdict, sentences, beside } = judgement;
  const picture = `${encodeURIComponent(folder)}/${figure.id}.svg`;
  return [
    heading(2, study),
    paragraph(`The claim: ${claim.trim()}`),
    paragraph(`Source: ${source}.`),
    `**${verdict}.** ${paragraph(...sentences)}`,
    ...(beside.length === 0
      ? []
      : [
          markdownTable(
            [
              { header: 'quantity' },
              { header: 'published', align: 'right' },
              { header: 'here', align: 'right' },
            ],
            beside.map(({ quantity, published, here }) => [quantity, published, here]),
          ),
        ]),
    `![${escapeMarkdown(figure.title)}](${picture})`,
    paragraph(figure.caption),
    codeBlock(`rl-bench study ${study}${seeds === 1 ? '' : ` --seeds ${seeds}`}`),
    ...(Object.keys(settings).length === 0
      ? []
      : [markdownList([`set-up: ${settingsText(settings)}`, `measured by rl-bench ${version}`])]),
  ];
}

function settingsText(settings: Readonly<Record<string, unknown>>): string {
  const text = (value: unknown): string =>
    typeof value === 'number'
      ? Number.isInteger(value)
        ? String(value)
        : formatNumber(value)
      : Array.isArray(value)
        ? `[${value.map(text).join(', ')}]`
        : String(value);
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${text(value)}`)
    .join(', ');
}
