/**
 * Writes networks in the form that the runtime reads: ONNX (onnx.proto3, IR version 8), protobuf messages with only the fields that are
 * needed for convolutions.
 */
export interface OnnxNode {
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | string | readonly number[]>>;
}

export interface OnnxConstant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export interface OnnxGraph {
  readonly input: { readonly name: string; readonly dims: readonly number[] };
  readonly outputs: readonly { readonly name: string; readonly dims: readonly number[] }[];
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
}

type Piece = Uint8Array;

const irVersion = 8;
const operatorSet = 13;
const elementType = { float: 1, int64: 7 } as const;
const attributeType = { int: 2, string: 3, ints: 7 } as const;

export function onnxFile({ input, outputs, nodes, constants }: OnnxGraph): Uint8Array {
  const graph = [
    ...nodes.flatMap((node) => message(1, nodePieces(node))),
    ...text(2, "g"),
    ...constants.flatMap((constant) => message(5, constantPieces(constant))),
    ...message(11, valuePieces(input)),
    ...outputs.flatMap((output) => message(12, valuePieces(output))),
  ];
  return joined([
    ...number(1, irVersion),
    ...message(7, graph),
    ...message(8, [...text(1, ""), ...number(2, operatorSet)]),
  ]);
}

function nodePieces({ operation, inputs, output, attributes = {} }: OnnxNode): readonly Piece[] {
  return [
    ...inputs.flatMap((name) => text(1, name)),
    ...text(2, output),
    ...text(4, operation),
    ...Object.entries(attributes).flatMap(([name, value]) => message(5, attributePieces(name, value))),
  ];
}

function attributePieces(name: string, value: number | string | readonly number[]): readonly Piece[] {
  const named = text(1, name);
  if (typeof value === "number") return [...named, ...number(3, value), ...number(20, attributeType.int)];
  if (typeof value === "string") return [...named, ...text(4, value), ...number(20, attributeType.string)];
  return [...named, ...value.flatMap((one) => number(8, one)), ...number(20, attributeType.ints)];
}

function constantPieces({ name, dims, data }: OnnxConstant): readonly Piece[] {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return [
    ...dims.flatMap((dim) => number(1, dim)),
    ...number(2, data instanceof Float32Array ? elementType.float : elementType.int64),
    ...text(8, name),
    ...message(9, [raw]),
  ];
}

function valuePieces({ name, dims }: { readonly name: string; readonly dims: readonly number[] }): readonly Piece[] {
  const shape = dims.flatMap((dim) => message(1, number(1, dim)));
  return [...text(1, name), ...message(2, message(1, [...number(1, elementType.float), ...message(2, shape)]))];
}

function number(field: number, value: number): readonly Piece[] {
  return [varint(field << 3), varint(value)];
}

function text(field: number, value: string): readonly Piece[] {
  return message(field, [new TextEncoder().encode(value)]);
}

function message(field: number, pieces: readonly Piece[]): readonly Piece[] {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return [varint((field << 3) | 2), varint(length), ...pieces];
}

function varint(value: number): Piece {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function joined(pieces: readonly Piece[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
