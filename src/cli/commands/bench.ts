import type { Argv, CommandModule } from 'yargs';
import { z } from 'zod';
import { type Effort, measureTopic } from '../../bench/measure-topic.ts';
import type { Topic } from '../../bench/topic.ts';
import { topics } from '../../bench/topics/index.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import { several } from '../../several.ts';
import { describeHost } from '../../store/index.ts';
import { table } from '../../text/table.ts';
import { describeVersion } from '../../version.ts';
import { withEnvironment } from '../environment.ts';
import { checkedFlags, declareFlags } from '../flags.ts';
import { print } from '../print.ts';

const names = topics.map(({ name }) => name);
const usual = topics.filter(({ onlyIfAsked }) => !onlyIfAsked).map(({ name }) => name);

const settings = z.object({
  rounds: z
    .int()
    .positive()
    .optional()
    .describe('answers of which the median is taken (default: 5, with --quick 3)'),
  only: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(`what to measure: ${names.join(', ')} (default: ${usual.join(', ')})`),
  optimizers: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('what the topic optimizers measures, beside SGD (default: every optimizer)'),
  seconds: z
    .number()
    .positive()
    .max(86_400)
    .optional()
    .describe('of the topic gpu: what has not been measured by then is left out (default: all of it is)'),
  quick: z.boolean().default(false).describe('a look in place of a measurement: shorter, fewer and smaller'),
});

function builder(yargs: Argv): Argv {
  declareFlags(yargs, settings, 'What to measure:');
  return withEnvironment(
    yargs
      .option('json', { type: 'boolean', default: false, describe: 'print everything as one JSON object' })
      .option('quiet', { type: 'boolean', default: false, describe: 'show no progress' })
      .example('$0 bench --quick', 'a first impression')
      .example('$0 bench --only training phases --json', 'two of the tables, for a program'),
  );
}

async function handler(argv: Readonly<Record<string, unknown>>): Promise<void> {
  const { rounds: asked, only = usual, optimizers, seconds, quick } = checkedFlags(argv, settings);
  const chosen = topicsNamed(only);
  if (optimizers && !chosen.some(({ name }) => name === 'optimizers')) {
    throw new UsageError('--optimizers narrows the topic optimizers, which --only leaves out');
  }
  if (seconds !== undefined && !chosen.some(({ caseByCase }) => caseByCase)) {
    throw new UsageError('--seconds cuts the topic gpu short, which --only leaves out');
  }
  const rounds = asked ?? (quick ? 3 : 5);
  const effort: Effort = {
    rounds,
    ...(quick
      ? { seconds: 0.05, warmUpSeconds: 0.2, patience: rounds }
      : { seconds: 0.2, warmUpSeconds: 0.5, patience: 3 * rounds }),
    quick,
    optimizers,
    limit: seconds,
  };
  // What the topics refuse is refused before anything is measured.
  for (const topic of chosen) topic.cases(effort);
  const answers: Record<string, readonly object[]> = {};
  for (const [index, topic] of chosen.entries()) {
    if (argv.quiet !== true) console.error(`measuring ${topic.name} (${index + 1} of ${chosen.length})`);
    const measured = await measureTopic(topic, effort);
    const missing = topic.cases(effort).length - measured.length;
    if (missing > 0)
      console.error(`${topic.name}: after ${seconds} s ${several(missing, 'case')} had not been measured`);
    const rows = topic.rows(measured);
    answers[topic.name] = rows;
    if (argv.json !== true) await print(`${index === 0 ? '' : '\n'}${answerTable(topic, rows)}\n`);
  }
  if (argv.json !== true) return;
  const answer = { version: describeVersion(), host: describeHost(), rounds, quick, topics: answers };
  await print(`${JSON.stringify(answer, null, 2)}\n`);
}

function topicsNamed(only: readonly string[]): Topic[] {
  return [...new Set(only)].map((name) => {
    const topic = topics.find((each) => each.name === name);
    if (topic) return topic;
    throw new UsageError(`--only knows no "${name}"${didYouMean(name, names)} (known: ${names.join(', ')})`);
  });
}

function answerTable(topic: Topic, rows: readonly object[]): string {
  return [topic.title, '', table(topic.columns, rows), '', ...topic.notes(rows)].join('\n');
}

/**
 * `rl-bench bench`: how fast this machine trains.
 *
 * With `--json` it prints one object: `version` and `host` as in the results file, `rounds`, `quick`, and `topics`, an
 * array of rows for each topic measured, under its name. Times are CPU seconds of a whole process, medians over the
 * rounds; `members` says for how many, `timesAsFastAs.X` is the time on backend X over that on simd.
 *
 * - `kernels`: `{kernel, members, shapes, cpuSeconds: {simd, stock-wasm, cpu}, timesAsFastAs: {stock-wasm, cpu}}`, a call
 * - `ppo`: `{work: gradient | update, members, cpuSeconds, timesAsFastAs}`, a member
 * - `training`: `{backend, seeds, steps, stepsPerSecond, stepsPerCpuSecond, kernelCalls}`, all seeds together and of a
 *   minibatch
 * - `environments`: `{env, stepsPerCpuSecond: {1, 8}, why}`, steps of 1 and of 8 copies together; why it is not measured, or null
 * - `workloads`: `{workload, unit, samplesPerCpuSecond: {1, 8}, tokensPerCpuSecond: {1, 8}, why}`, of 1 and of 8 members
 *   together; tokens where samples are sequences
 * - `phases`: `{seeds, steps, shares: {acting, environment, learning, statistics, evaluation, sqlite, rest}}`
 * - `gpu`: `{members, width, stepsPerSecond: {simd, webgpu, cuda}, load: {webgpu: {perUpdate: {dispatches, readBacks, uploads,
 *   bytesUp, bytesDown}, busy, utilization, memoryBytes}, cuda}}`, as far as they are installed and can be measured
 * - `growth`: `{members, width, samples, parameters, cpuSeconds, gflops}`, all members together
 * - `optimizers`: `{optimizer, cpuSeconds: {1, 8}, timesSgd: {1, 8}, state: {perMember, perParameter}}`, an update of 1 and
 *   of 8 members
 * - `start-up`: `{command, cpuSeconds, seconds, peakBytes}`
 * - `memory`: `{command, members, steps, cpuSeconds, seconds, peakBytes, bytesPerMember}`
 * - `reporting`: `{reading, rows, cpuSeconds, timesLongestTable, fileBytes}` and the size of what is read
 * - `scale`: `{step, tasks, optimizers, seeds, runs, cpuSeconds, seconds, peakBytes, fileBytes, timesSmaller}`, without
 *   `fileBytes` for the plan and `timesSmaller` for the smallest study
 */
export const benchCommand: CommandModule = {
  builder,
  handler,
};
