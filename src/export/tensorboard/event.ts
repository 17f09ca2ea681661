import { bytesField, doubleField, floatField, message, varintField } from '../../protobuf.ts';

/** A point in the life of a run. */
export interface Moment {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
}

/** `DataType.DT_STRING` of TensorFlow. */
const stringType = 7;

/** The first event of every file: which version of the format it has. */
export function versionEvent(wallTime: number): Uint8Array {
  return message(doubleField(1, wallTime), bytesField(3, 'brain.Event:2'));
}

/** Scalars of one moment by their names; `message Event` of TensorFlow with a `Summary`, in single precision. */
export function scalarEvent(moment: Moment, scalars: readonly (readonly [string, number])[]): Uint8Array {
  return summaryEvent(
    moment,
    scalars.map(([name, value]) => message(bytesField(1, name), floatField(2, value))),
  );
}

/** A text in Markdown, which TensorBoard's text plugin shows: a tensor of shape [1] that holds one string. */
export function textEvent(moment: Moment, name: string, text: string): Uint8Array {
  const plugin = bytesField(1, bytesField(1, 'text'));
  const shape = bytesField(2, varintField(1, 1));
  const tensor = message(varintField(1, stringType), bytesField(2, shape), bytesField(8, text));
  return summaryEvent(moment, [message(bytesField(1, name), bytesField(8, tensor), bytesField(9, plugin))]);
}

function summaryEvent({ wallTime, step }: Moment, values: readonly Uint8Array[]): Uint8Array {
  const summary = message(...values.map((value) => bytesField(1, value)));
  return message(doubleField(1, wallTime), varintField(2, step), bytesField(5, summary));
}
