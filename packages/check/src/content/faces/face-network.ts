import type { OnnxConstant, OnnxNode } from "../network/onnx-file.ts";
import { onnxFile } from "../network/onnx-file.ts";
import type { StoredWeights } from "../network/stored-weights.ts";

/** Side of the square that the network looks at; pixels. */
export const faceSidePx = 512;

/**
 * The face finder of face-api, an SSD on MobileNet V1 (arXiv 1512.02325, 1704.04861), written as ONNX from its weights. Input: one
 * picture, -1 to 1, red, green, blue planes. Outputs: `boxes` and `classes`, a row for each of 5,118 places.
 */
export function faceNetwork(weights: StoredWeights): Uint8Array {
  const nodes: OnnxNode[] = [];
  const constants: OnnxConstant[] = [
    { name: "zero", dims: [], data: Float32Array.of(0) },
    { name: "six", dims: [], data: Float32Array.of(6) },
    { name: "rows4", dims: [3], data: BigInt64Array.of(1n, -1n, 4n) },
    { name: "rows3", dims: [3], data: BigInt64Array.of(1n, -1n, 3n) },
  ];
  const convolve = (params: {
    readonly input: string;
    readonly output: string;
    readonly filters: Filters;
    readonly bias: Float32Array;
    readonly stride?: number;
    readonly group?: number;
  }): string => {
    const { input, output, filters, bias, stride = 1, group = 1 } = params;
    constants.push(
      { name: `${output}/filters`, ...filters },
      { name: `${output}/bias`, dims: [bias.length], data: bias },
    );
    nodes.push({
      operation: "Conv",
      inputs: [input, `${output}/filters`, `${output}/bias`],
      output,
      attributes: { auto_pad: "SAME_UPPER", strides: [stride, stride], group },
    });
    return output;
  };
  const relu6 = (input: string): string => {
    nodes.push({ operation: "Clip", inputs: [input, "zero", "six"], output: `${input}/clip` });
    return `${input}/clip`;
  };
  const full = (input: string, name: string, stride = 1): string => {
    const bias = weights.get(`${name}_pointwise/convolution_bn_offset`).data;
    const filters = outputFirst(weights.get(`${name}_pointwise/weights`));
    return relu6(convolve({ input, output: `${name}_pointwise`, filters, bias, stride }));
  };
  const depthwise = (input: string, name: string, stride: number): string => {
    const { filters, bias } = withNorm(weights, `${name}_depthwise`);
    return relu6(convolve({ input, output: `${name}_depthwise`, filters, bias, stride, group: bias.length }));
  };
  const rows = (params: { readonly input: string; readonly name: string; readonly shape: string }): string => {
    const { input, name, shape } = params;
    const filters = outputFirst(weights.get(`${name}/weights`));
    const flat = convolve({ input, output: name, filters, bias: weights.get(`${name}/biases`).data });
    nodes.push(
      { operation: "Transpose", inputs: [flat], output: `${flat}/last`, attributes: { perm: [0, 2, 3, 1] } },
      { operation: "Reshape", inputs: [`${flat}/last`, shape], output: `${flat}/rows` },
    );
    return `${flat}/rows`;
  };

  const looked: string[] = [];
  let x = full("picture", "MobilenetV1/Conv2d_0", 2);
  for (let i = 1; i <= 13; i++) {
    x = depthwise(x, `MobilenetV1/Conv2d_${i}`, [2, 4, 6, 12].includes(i) ? 2 : 1);
    x = full(x, `MobilenetV1/Conv2d_${i}`);
    if (i === 11 || i === 13) looked.push(x);
  }
  for (let i = 0; i < 8; i++) {
    x = full(x, `Prediction/Conv2d_${i}`, i % 2 === 1 ? 2 : 1);
    if (i % 2 === 1) looked.push(x);
  }
  const predictor = (i: number, what: string): string => `Prediction/BoxPredictor_${i}/${what}`;
  const boxes = looked.map((input, i) => rows({ input, name: predictor(i, "BoxEncodingPredictor"), shape: "rows4" }));
  const classes = looked.map((input, i) => rows({ input, name: predictor(i, "ClassPredictor"), shape: "rows3" }));
  nodes.push(
    { operation: "Concat", inputs: boxes, output: "boxes", attributes: { axis: 1 } },
    { operation: "Concat", inputs: classes, output: "classes", attributes: { axis: 1 } },
  );
  const places = weights.get("Output/extra_dim").dims[1]!;
  return onnxFile({
    input: { name: "picture", dims: [1, 3, faceSidePx, faceSidePx] },
    outputs: [
      { name: "boxes", dims: [1, places, 4] },
      { name: "classes", dims: [1, places, 3] },
    ],
    nodes,
    constants,
  });
}

interface Filters {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** From height, width, in, out to out, in, height, width. */
function outputFirst({ dims, data }: Filters): Filters {
  const [high = 1, wide = 1, ins = 1, outs = 1] = dims;
  const turned = new Float32Array(data.length);
  for (let place = 0, from = 0; place < high * wide; place++)
    for (let i = 0; i < ins; i++)
      for (let o = 0; o < outs; o++, from++) turned[(o * ins + i) * high * wide + place] = data[from]!;
  return { dims: [outs, ins, high, wide], data: turned };
}

const epsilon = 0.001;

/** Filters of one channel each, with the normalisation that follows them worked in. */
function withNorm(weights: StoredWeights, name: string): { filters: Filters; bias: Float32Array } {
  const { dims, data } = weights.get(`${name}/depthwise_weights`);
  const norm = (part: string): Float32Array => weights.get(`${name}/BatchNorm/${part}`).data;
  const [gamma, beta, mean, variance] = [norm("gamma"), norm("beta"), norm("moving_mean"), norm("moving_variance")];
  const [high = 1, wide = 1, channels = 1] = dims;
  const scales = gamma.map((value, c) => value / Math.sqrt(variance[c]! + epsilon));
  const turned = new Float32Array(data.length);
  for (let place = 0, from = 0; place < high * wide; place++)
    for (let c = 0; c < channels; c++, from++) turned[c * high * wide + place] = data[from]! * scales[c]!;
  return {
    filters: { dims: [channels, 1, high, wide], data: turned },
    bias: beta.map((value, c) => value - mean[c]! * scales[c]!),
  };
}
