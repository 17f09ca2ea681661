import { UsageError } from '../../errors.ts';
import { tfRecords } from '../../export/tensorboard/record.ts';
import { type Field, fieldsOf } from '../../protobuf.ts';
import { numberIn, wholeNumber } from '../damage.ts';
import type { Point, RunPart, Told } from '../foreign-run.ts';

/** `DataType` of TensorFlow. */
const types = { float: 1, double: 2 } as const;

interface Value {
  readonly tag: string;
  readonly number: number | undefined;
  readonly text: string | undefined;
}

/**
 * The scalars of an event file of TensorBoard, as PyTorch, tensorboardX, TensorFlow 1 and 2 write them, and what CleanRL says of
 * its settings in a text (`hyperparameters`). Pictures and histograms are passed over.
 *
 * @throws UsageError for a file that is damaged. A last record that was not written to its end is left out: the program that
 * wrote it was killed, or still writes.
 */
export function runInEvents(bytes: Uint8Array): RunPart {
  const points: Point[] = [];
  let told: Told = {};
  let start: number | undefined;
  for (const record of tfRecords(bytes)) {
    const event = fieldsOf(record);
    const time = doubleIn(event, 1) ?? 0;
    start ??= time;
    const step = wholeNumber(varintIn(event, 2) ?? 0, 'the step of an event');
    for (const summary of bytesIn(event, 5)) {
      for (const value of bytesIn(fieldsOf(summary), 1)) {
        const { tag, number, text } = valueIn(fieldsOf(value));
        if (number !== undefined)
          points.push({ step, seconds: Math.max(0, time - start), tag, value: number });
        if (text !== undefined && tag.startsWith('hyperparameters')) told = { ...told, ...settingsIn(text) };
      }
    }
  }
  if (start === undefined) throw new UsageError('it holds no event');
  return { name: '', told, points, episodes: [], evaluations: [] };
}

function valueIn(fields: readonly Field[]): Value {
  const tag = Buffer.from(bytesIn(fields, 1)[0] ?? []).toString('utf8');
  const [tensor] = bytesIn(fields, 8);
  const simple = fields.find(({ number, type }) => number === 2 && type === 'fixed32');
  if (simple) return { tag, number: Buffer.from(simple.bytes).readFloatLE(0), text: undefined };
  if (!tensor) return { tag, number: undefined, text: undefined };
  const parts = fieldsOf(tensor);
  const [text] = bytesIn(parts, 8);
  return { tag, number: scalarIn(parts), text: text && Buffer.from(text).toString('utf8') };
}

/** The one number of a tensor, however it is packed; undefined of a tensor of several, or of other things. */
function scalarIn(tensor: readonly Field[]): number | undefined {
  const type = varintIn(tensor, 1);
  const width = type === types.float ? 4 : type === types.double ? 8 : undefined;
  const [packed] = tensor.filter(({ number }) => number === 4 || number === (width === 4 ? 5 : 6));
  if (width === undefined || packed?.bytes.length !== width) return undefined;
  const buffer = Buffer.from(packed.bytes);
  return width === 4 ? buffer.readFloatLE(0) : buffer.readDoubleLE(0);
}

/** Of CleanRL's table in Markdown, `|seed|1|`, what a run is called by. */
function settingsIn(text: string): Told {
  const rows = [...text.matchAll(/^\|([^|\n]*)\|([^|\n]*)\|\s*$/gm)].map(
    ([, name, value]) => [name!, value!] as const,
  );
  const settings = new Map(rows);
  const number = (name: string): number | undefined => numberIn(settings.get(name) ?? '');
  const whole = (name: string): number | undefined =>
    Number.isSafeInteger(number(name)) ? number(name) : undefined;
  return {
    env: settings.get('env_id'),
    agent: settings.get('exp_name'),
    optimizer: settings.get('optimizer'),
    seed: whole('seed'),
    learningRate: number('learning_rate'),
    totalTimesteps: whole('total_timesteps'),
  };
}

function bytesIn(fields: readonly Field[], wanted: number): Uint8Array[] {
  return fields.filter(({ number, type }) => number === wanted && type === 'bytes').map(({ bytes }) => bytes);
}

function varintIn(fields: readonly Field[], wanted: number): number | undefined {
  return fields.find(({ number, type }) => number === wanted && type === 'varint')?.value;
}

function doubleIn(fields: readonly Field[], wanted: number): number | undefined {
  const found = fields.find(({ number, type }) => number === wanted && type === 'fixed64');
  return found && Buffer.from(found.bytes).readDoubleLE(0);
}
