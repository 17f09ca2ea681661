import type { CommandModule } from 'yargs';
import { UsageError } from '../../errors.ts';
import { writeReport } from '../../report/write-report.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { withEnvironment } from '../environment.ts';
import { print } from '../print.ts';
import { serve } from '../serving.ts';
import { optional, valuesOf } from '../single.ts';

const defaultPage = 'runs/report.html';

/** `rl-bench report`: an experiment as one page, as a Markdown document, or its figures as files. */
export const reportCommand: CommandModule = {
  builder: (yargs) =>
    withEnvironment(
      yargs
        .option('out', { type: 'string', describe: `the page to write (default ${defaultPage})` })
        .option('experiment', {
          type: 'string',
          array: true,
          requiresArg: true,
          describe: 'ids or titles; several are reported as one (default: the latest)',
        })
        .option('db', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [defaultDatabase],
          describe: 'the results file; with several, --db A --db B, their experiments are reported as one',
        })
        .option('svg', { type: 'string', describe: 'a folder for every figure as SVG, for papers' })
        .option('markdown', {
          type: 'string',
          describe: 'a Markdown document of the verdict to write, with its pictures in a folder beside it',
        })
        .option('widths', {
          type: 'string',
          requiresArg: true,
          describe:
            'with --markdown: in place of an experiment all whose titles are like this, "width *", a width of the network each; best learning rates by width',
        })
        .option('serve', {
          type: 'boolean',
          describe: 'show the report in a browser as it grows, until Ctrl-C; only this machine can read it',
        })
        .option('port', {
          type: 'number',
          requiresArg: true,
          implies: 'serve',
          describe: 'with --serve: the port to listen on (default: any that is free)',
        })
        .option('host', {
          type: 'string',
          requiresArg: true,
          implies: 'serve',
          describe:
            'with --serve: the address to listen on (default 127.0.0.1); others let other machines in, who know the address',
        })
        .option('png', { type: 'string', describe: 'a folder for every figure as PNG, at double size' })
        .example('$0 report', `the latest experiment as ${defaultPage}`)
        .example('$0 report --markdown docs/study.md', 'the verdict as a document to keep with the code')
        .example('$0 report --serve', 'watch curves grow in a browser while rl-bench trains')
        .example('$0 report --experiment 3 5', 'two experiments on one page, as if they were one')
        .example('$0 report --svg figures', 'files for a paper; the page only with --out too')
        .epilogue('The page needs no network and nothing beside it: mail it, print it, open it on a phone.'),
    ),
  handler: async (argv) => {
    const [out, svg, png, markdown, widths] = ['out', 'svg', 'png', 'markdown', 'widths'].map((flag) =>
      optional(argv, flag),
    );
    const [files, experiments] = [valuesOf(argv, 'db'), valuesOf(argv, 'experiment')];
    if (argv.serve === true) {
      if ([out, svg, png, markdown, widths, ...experiments].some((each) => each !== undefined))
        throw new UsageError('--serve writes no files and shows all experiments; leave the other flags out');
      if (files.length > 1)
        throw new UsageError(`--serve shows one results file, given ${files.length}; name one with --db`);
      await serve({ db: files[0]!, port: argv.port, host: optional(argv, 'host') });
      return;
    }
    const onlyPage = [svg, png, markdown, widths].every((each) => each === undefined);
    const written = await writeReport({
      db: files,
      experiment: experiments,
      widths,
      page: out ?? (onlyPage ? defaultPage : undefined),
      markdown,
      svg,
      png,
    });
    await print(written.map((each) => `${each}\n`).join(''));
  },
};
