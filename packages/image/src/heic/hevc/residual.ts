import { type Cabac, decodeBin, decodeBypass, decodeBypassBits } from "./cabac.ts";
import { context } from "./contexts.ts";
import { damaged } from "./damaged.ts";
import { scans } from "./scan-order.ts";
import { significanceContexts } from "./significance-contexts.ts";
import type { TreeDecoder } from "./tree-decoder.ts";

const lastXContext = context.lastX;
const lastYContext = context.lastY;
const subBlockContext = context.codedSubBlock;
const significantContext = context.significant;
const greater1Context = context.greater1;
const greater2Context = context.greater2;
const skipContext = context.transformSkip;

const levelScale = [40, 45, 51, 57, 64, 72] as const;
const flatWeight = 16;

/** Products below stay whole numbers of 32 bits. */
const max31 = 0x3fffffff;

/**
 * Decodes residual_coding (ITU-T H.265 clause 7.3.8.11) of a transform block and scales its coefficients (clause
 * 8.6.4.2) into `scratch.coefficients`.
 */
export function readResidual(d: TreeDecoder, component: number, log2: number, scanIdx: number): void {
  const { cabac: c, scratch, pps, lossless } = d;
  const { coefficients, codedSubBlocks, positions, levels } = scratch;
  const chroma = component > 0 ? 1 : 0;
  const transformSkip = pps.transformSkip && !lossless && log2 === 2 && decodeBin(c, skipContext + chroma) === 1;

  let lastX = readLastPrefix(c, lastXContext, log2, chroma);
  let lastY = readLastPrefix(c, lastYContext, log2, chroma);
  if (lastX > 3) lastX = readLastSuffix(c, lastX);
  if (lastY > 3) lastY = readLastSuffix(c, lastY);
  if (scanIdx === 2) {
    const swapped = lastX;
    lastX = lastY;
    lastY = swapped;
  }

  const blockLog2 = log2 - 2;
  const blocksScan = scans[scanIdx]![blockLog2]!;
  const inner = scans[scanIdx]![2]!;
  const innerX = inner.x;
  const innerY = inner.y;
  const lastBlock = blocksScan.index[((lastY >> 2) << blockLog2) + (lastX >> 2)]!;
  const lastPosition = inner.index[((lastY & 3) << 2) + (lastX & 3)]!;
  const blocks = 1 << blockLog2;
  codedSubBlocks.fill(0, 0, blocks * blocks);

  // Scaling: (level * weight * scale + half) >> shift.
  const qp = d.scaleQp[component]!;
  const scale = levelScale[(qp % 6) as 0] << Math.floor(qp / 6);
  const shift = d.bitDepth + log2 - 5;
  const half = 1 << (shift - 1);
  const factors = d.sps.scalingFactors && (pps.scalingFactors ?? d.sps.scalingFactors);
  const weights = factors === undefined ? undefined : factors[blockLog2]![component]!;
  const flatFactor = scale * flatWeight;

  let reachX = 0;
  let reachY = 0;
  let previousGreater1 = 1;
  for (let block = lastBlock; block >= 0; block--) {
    const blockX = blocksScan.x[block]!;
    const blockY = blocksScan.y[block]!;
    const right = blockX + 1 < blocks ? codedSubBlocks[(blockY << blockLog2) + blockX + 1]! : 0;
    const below = blockY + 1 < blocks ? codedSubBlocks[((blockY + 1) << blockLog2) + blockX]! : 0;
    let inferDc = false;
    if (block < lastBlock && block > 0) {
      if (decodeBin(c, subBlockContext + (right | below) + 2 * chroma) === 0) continue;
      inferDc = true;
    }
    codedSubBlocks[(blockY << blockLog2) + blockX] = 1;

    // Which coefficients are not 0.
    let count = 0;
    let position = 15;
    if (block === lastBlock) {
      positions[count++] = lastPosition;
      position = lastPosition - 1;
    }
    const kind = log2 === 2 ? 0 : 1 + right + 2 * below;
    let base: number;
    if (log2 === 2) base = chroma === 0 ? 0 : 27;
    else if (chroma === 0) base = (block > 0 ? 3 : 0) + (log2 === 3 ? (scanIdx === 0 ? 9 : 15) : 21);
    else base = 27 + (log2 === 3 ? 9 : 12);
    base += significantContext;
    for (; position > 0; position--) {
      const at = (kind << 4) | (innerY[position]! << 2) | innerX[position]!;
      if (decodeBin(c, base + significanceContexts[at]!) === 1) {
        positions[count++] = position;
        inferDc = false;
      }
    }
    if (position === 0) {
      const dcContext =
        block === 0 ? significantContext + (chroma === 0 ? 0 : 27) : base + significanceContexts[kind << 4]!;
      if (inferDc || decodeBin(c, dcContext) === 1) positions[count++] = 0;
    }
    if (count === 0) continue;

    // Which levels are above 1, and the first of those above 2.
    let set = block === 0 || chroma === 1 ? 0 : 2;
    if (previousGreater1 === 0) set++;
    let greater1 = 1;
    let firstAbove = -1;
    const flagged = count < 8 ? count : 8;
    const greater1Base = greater1Context + 4 * set + (chroma === 0 ? 0 : 16);
    for (let i = 0; i < flagged; i++) {
      const above = decodeBin(c, greater1Base + greater1);
      levels[i] = 1 + above;
      if (above === 1) {
        greater1 = 0;
        if (firstAbove < 0) firstAbove = i;
      } else if (greater1 > 0 && greater1 < 3) greater1++;
    }
    previousGreater1 = greater1;
    if (firstAbove >= 0) levels[firstAbove]! += decodeBin(c, greater2Context + set + (chroma === 0 ? 0 : 4));

    const signHidden = pps.signDataHiding && !lossless && positions[0]! - positions[count - 1]! > 3;
    const signCount = signHidden ? count - 1 : count;
    let signs = decodeBypassBits(c, signCount) << (32 - signCount);

    let rice = 0;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      let level: number;
      if (i >= 8) {
        level = 1 + readRemaining(c, rice);
        if (level > 3 << rice && rice < 4) rice++;
      } else {
        level = levels[i]!;
        if (level === (i === firstAbove ? 3 : 2)) {
          level += readRemaining(c, rice);
          if (level > 3 << rice && rice < 4) rice++;
        }
      }
      sum += level;
      if (signs < 0) level = -level;
      signs <<= 1;
      if (signHidden && i === count - 1 && (sum & 1) === 1) level = -level;

      const at = positions[i]!;
      const x = (blockX << 2) + innerX[at]!;
      const y = (blockY << 2) + innerY[at]!;
      let value = level < -32_768 ? -32_768 : level > 32_767 ? 32_767 : level;
      if (!lossless) {
        const factor = weights === undefined ? flatFactor : scale * weights[(y << log2) + x]!;
        const product = value * factor;
        value =
          product < max31 && product > -max31 ? (product + half) >> shift : Math.floor((product + half) / (1 << shift));
        value = value < -32_768 ? -32_768 : value > 32_767 ? 32_767 : value;
      }
      coefficients[(y << log2) + x] = value;
    }
    if (blockX > reachX) reachX = blockX;
    if (blockY > reachY) reachY = blockY;
  }
  d.transformSkip = transformSkip;
  d.dcOnly = lastX === 0 && lastY === 0;
  d.reachX = (reachX << 2) + 3;
  d.reachY = (reachY << 2) + 3;
}

/** last_sig_coeff_x_prefix and last_sig_coeff_y_prefix. */
function readLastPrefix(c: Cabac, first: number, log2: number, chroma: number): number {
  const offset = first + (chroma === 0 ? 3 * (log2 - 2) + ((log2 - 1) >> 2) : 15);
  const shift = chroma === 0 ? (log2 + 1) >> 2 : log2 - 2;
  const max = (log2 << 1) - 1;
  let prefix = 0;
  while (prefix < max && decodeBin(c, offset + (prefix >> shift)) === 1) prefix++;
  return prefix;
}

/** Equation (7-74): the position that a prefix above 3 and its suffix mean. */
function readLastSuffix(c: Cabac, prefix: number): number {
  const bits = (prefix >> 1) - 1;
  return ((2 + (prefix & 1)) << bits) + decodeBypassBits(c, bits);
}

/** coeff_abs_level_remaining (clause 9.3.3.11). */
function readRemaining(c: Cabac, rice: number): number {
  let prefix = 0;
  while (decodeBypass(c) === 1) {
    if (++prefix > 20) throw damaged("a coefficient is out of range");
  }
  if (prefix <= 3) return (prefix << rice) + decodeBypassBits(c, rice);
  return (((1 << (prefix - 3)) + 2) << rice) + decodeBypassBits(c, prefix - 3 + rice);
}
