import { bytesField, floatField, message, varintField } from '../../protobuf.ts';

/** A tensor whose numbers are part of a model. */
export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** What one node is told beside its inputs: whole numbers from 0, numbers, or lists of whole numbers. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** What goes in or comes out, `[N, width]`, or `[N]` where no width is given. */
export interface OnnxValue {
  readonly name: string;
  readonly type: 'float32' | 'int64';
  readonly width?: number;
}

export interface OnnxModel {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly Constant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Of `TensorProto.DataType`. */
const dataTypes = { float32: 1, int64: 7 } as const;
/** Of `AttributeProto.AttributeType`. */
const attributeTypes = { float: 1, int: 2, ints: 7 } as const;

/** The version of the format, and that of the operators. */
const irVersion = 8;
const operators = 17;

/** The bytes of an `.onnx` file: `ModelProto` of onnx/onnx onnx/onnx.proto3. */
export function onnxFile(model: OnnxModel, version: string): Uint8Array {
  const { name, nodes, constants, inputs, outputs, metadata } = model;
  const graph = message(
    ...nodes.map((node) => bytesField(1, nodeMessage(node))),
    bytesField(2, name),
    ...constants.map((constant) => bytesField(5, constantMessage(constant))),
    ...inputs.map((value) => bytesField(11, valueMessage(value))),
    ...outputs.map((value) => bytesField(12, valueMessage(value))),
  );
  return message(
    varintField(1, irVersion),
    bytesField(2, 'rl-bench'),
    bytesField(3, version),
    bytesField(7, graph),
    bytesField(8, message(bytesField(1, ''), varintField(2, operators))),
    ...Object.entries(metadata).map(([key, value]) =>
      bytesField(14, message(bytesField(1, key), bytesField(2, value))),
    ),
  );
}

function nodeMessage({ op, inputs, outputs, attributes = {} }: OnnxNode): Uint8Array {
  return message(
    ...inputs.map((input) => bytesField(1, input)),
    ...outputs.map((output) => bytesField(2, output)),
    bytesField(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytesField(5, attributeMessage(name, value))),
  );
}

function attributeMessage(name: string, value: Attribute): Uint8Array {
  if ('float' in value) {
    return message(bytesField(1, name), floatField(2, value.float), varintField(20, attributeTypes.float));
  }
  if ('int' in value) {
    return message(bytesField(1, name), varintField(3, value.int), varintField(20, attributeTypes.int));
  }
  const numbers = value.ints.map((each) => varintField(8, each));
  return message(bytesField(1, name), ...numbers, varintField(20, attributeTypes.ints));
}

function constantMessage({ name, shape, values }: Constant): Uint8Array {
  const type = values instanceof Float32Array ? dataTypes.float32 : dataTypes.int64;
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message(
    ...shape.map((size) => varintField(1, size)),
    varintField(2, type),
    bytesField(8, name),
    bytesField(9, raw),
  );
}

function valueMessage({ name, type, width }: OnnxValue): Uint8Array {
  const sizes = [bytesField(2, 'N'), ...(width === undefined ? [] : [varintField(1, width)])];
  const shape = message(...sizes.map((size) => bytesField(1, size)));
  const tensor = message(varintField(1, dataTypes[type]), bytesField(2, shape));
  return message(bytesField(1, name), bytesField(2, bytesField(1, tensor)));
}
