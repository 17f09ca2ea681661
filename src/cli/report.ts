import { resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import { print } from '../report/print.ts';
import { readResults } from '../store/index.ts';
import { defaultDatabase } from './database.ts';
import { withEnvironment } from './environment.ts';
import { optional, single } from './single.ts';

const defaultPage = 'runs/report.html';

/** `rl-bench report`: an experiment as one page, as a Markdown document, or its figures as files. */
export const reportCommand: CommandModule = {
  command: 'report',
  describe: 'make one HTML page of an experiment, with figures, sentences and their data',
  builder: (yargs) =>
    withEnvironment(
      yargs
        .option('out', { type: 'string', describe: `the page to write (default ${defaultPage})` })
        .option('experiment', { type: 'string', describe: 'its id or title (default: the latest)' })
        .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
        .option('svg', { type: 'string', describe: 'a folder for every figure as SVG, for papers' })
        .option('markdown', {
          type: 'string',
          describe: 'a Markdown document of the verdict to write, with its pictures in a folder beside it',
        })
        .option('png', { type: 'string', describe: 'a folder for every figure as PNG, at double size' })
        .example('$0 report', `the latest experiment as ${defaultPage}`)
        .example('$0 report --markdown docs/study.md', 'the verdict as a document to keep with the code')
        .example('$0 report --svg figures', 'files for a paper; the page only with --out too')
        .epilogue('The page needs no network and nothing beside it: mail it, print it, open it on a phone.'),
    ),
  handler: async (argv) => {
    const [out, svg, png] = [optional(argv, 'out'), optional(argv, 'svg'), optional(argv, 'png')];
    const markdown = optional(argv, 'markdown');
    // Loaded when asked for: drawing takes packages that no other command should wait for.
    const { experimentFacts } = await import('../report/experiment-facts.ts');
    const { experimentReport } = await import('../report/experiment-report.ts');
    const { page } = await import('../report/page/page.ts');
    const { writeFigures } = await import('../report/export/figure-files.ts');
    const { writeDocument } = await import('../report/study-document/write-document.ts');
    const { writeWhole } = await import('../report/write-whole.ts');
    await readResults(single(argv, 'db'), async (db) => {
      const content = experimentReport(db, experimentFacts(db, optional(argv, 'experiment')));
      const written: string[] = [];
      const pagePath =
        out ?? ([svg, png, markdown].every((each) => each === undefined) ? defaultPage : undefined);
      if (pagePath !== undefined) {
        writeWhole(resolve(pagePath), page(content));
        written.push(pagePath);
      }
      if (markdown !== undefined) written.push(...(await writeDocument(db, content, markdown)));
      const { figures, palette } = content;
      if (svg !== undefined) written.push(...(await writeFigures(svg, 'svg', figures, palette)));
      if (png !== undefined) written.push(...(await writeFigures(png, 'png', figures, palette)));
      await print(written.map((each) => `${each}\n`).join(''));
    });
  },
};
