import type { Luma, Picture } from "../picture.ts";
import { codeBlock, codeList, componentTables, maxCodesPerBlock } from "./block-coder.ts";
import { fdct } from "./fdct.ts";
import { standardHuffman } from "./huffman-tables.ts";
import { jpegFile } from "./jpeg-file.ts";
import { quantTables } from "./quantisation.ts";
import { colourPlanes, greyPlanes, type Subsampling } from "./row-planes.ts";
import { RunWriter } from "./run-writer.ts";

/** A picture in colour or grey as a plain baseline JPEG, without restart markers. */
export interface EncodeJpegParams {
  readonly picture: Picture | Luma;
  /** 1 to 100 on libjpeg's scale. */
  readonly quality: number;
  /** Resolution of colour; ignored for grey. Default "4:2:0". */
  readonly subsampling?: Subsampling;
}

/** Writes a baseline JPEG (T.81, JFIF). For references and plain copies; marked copies come from `encodePair`. */
export function encodeJpeg({ picture, quality, subsampling = "4:2:0" }: EncodeJpegParams): Uint8Array {
  const { width, height } = picture;
  const layout = "rgb" in picture ? subsampling : "grey";
  const planes = "rgb" in picture ? colourPlanes(picture, subsampling) : greyPlanes(picture);
  const quant = quantTables(quality);
  const huffman = standardHuffman;
  const lumaTables = componentTables({ quant: quant.luma, dc: huffman.lumaDc, ac: huffman.lumaAc });
  const chromaTables = componentTables({ quant: quant.chroma, dc: huffman.chromaDc, ac: huffman.chromaAc });
  const lumaSide = layout === "4:2:0" ? 2 : 1;
  const blocksPerMcu = layout === "grey" ? 1 : lumaSide * lumaSide + 2;
  const mcusPerRow = planes.stride / (8 * lumaSide);
  const luma = codeList(mcusPerRow * blocksPerMcu * maxCodesPerBlock);
  // One list of codes takes all components in turn; each keeps its own DC.
  const blue = { codes: luma.codes, count: 0, previousDc: 0 };
  const red = { codes: luma.codes, count: 0, previousDc: 0 };
  const block = new Float64Array(64);
  const writer = new RunWriter({ expectedBytes: Math.ceil((width * height) / 3) + 1024, runs: 1 });
  for (let y0 = 0; y0 < height; y0 += 8 * lumaSide) {
    planes.fill(y0);
    luma.count = 0;
    for (let mcu = 0; mcu < mcusPerRow; mcu++) {
      for (let v = 0; v < lumaSide; v++) {
        for (let h = 0; h < lumaSide; h++) {
          fdct(planes.luma, 8 * (v * planes.stride + mcu * lumaSide + h), planes.stride, block);
          codeBlock(block, lumaTables, luma);
        }
      }
      if (layout === "grey") continue;
      blue.count = luma.count;
      fdct(planes.blue, 8 * mcu, planes.chromaStride, block);
      codeBlock(block, chromaTables, blue);
      red.count = blue.count;
      fdct(planes.red, 8 * mcu, planes.chromaStride, block);
      codeBlock(block, chromaTables, red);
      luma.count = red.count;
    }
    writer.write(luma.codes, luma.count);
  }
  writer.endRun();
  return jpegFile({ width, height, layout, quant, huffman, restartInterval: 0 }, [writer.finish().bytes]);
}
