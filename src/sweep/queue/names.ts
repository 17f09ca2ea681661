import { createHash } from 'node:crypto';
import { describeVersion } from '../../version.ts';

/** What all keys begin with, those of BullMQ too. */
export const prefix = 'rl-bench';

/** Units of all experiments of one version of rl-bench: agents of another one would compute other bits. */
export function queueName(version = describeVersion()): string {
  return `units-${digits(version)}`;
}

/** The name of an experiment of one results file, the same whenever its writer is started again. */
export function experimentKey(experiment: {
  readonly id: number;
  readonly createdAt: string;
  readonly fingerprint: string | null;
}): string {
  return digits(JSON.stringify([experiment.id, experiment.createdAt, experiment.fingerprint]));
}

function digits(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Who writes an experiment, as JSON; gone seconds after it has ended. */
export const writerKey = (experiment: string): string => `${prefix}:writer:${experiment}`;
/** A stream: what agents say to the writer, in order, until it has been committed. */
export const mailKey = (experiment: string): string => `${prefix}:mail:${experiment}`;
/** A hash: which attempt owns a unit. Of any other one nothing is taken any more. */
export const ownersKey = (experiment: string): string => `${prefix}:owners:${experiment}`;
/** There while agents are to leave the units of an experiment off. */
export const stopKey = (experiment: string): string => `${prefix}:stop:${experiment}`;
/** A list: what the writer answers to one attempt. */
export const answerKey = (attempt: string): string => `${prefix}:answer:${attempt}`;
/** An agent, as JSON; gone seconds after it has. */
export const agentKey = (id: string): string => `${prefix}:agent:${id}`;
