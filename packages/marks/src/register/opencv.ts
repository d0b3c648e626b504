/** The part of OpenCV's JavaScript build that is used here; every object with `delete` lives outside the garbage collector. */
export interface Mat {
  readonly rows: number;
  readonly cols: number;
  readonly data: Uint8Array;
  readonly data32F: Float32Array;
  readonly data64F: Float64Array;
  delete(): void;
}

interface Deletable {
  delete(): void;
}

interface KeyPointVector extends Deletable {
  size(): number;
  get(index: number): { pt: { x: number; y: number } };
}

interface MatchVectorVector extends Deletable {
  size(): number;
  get(index: number): Deletable & {
    size(): number;
    get(index: number): { queryIdx: number; trainIdx: number; distance: number };
  };
}

export interface FeatureDetector extends Deletable {
  detectAndCompute(image: Mat, mask: Mat, keyPoints: KeyPointVector, descriptors: Mat): void;
}

export interface OpenCv {
  readonly CV_8UC1: number;
  readonly CV_32FC1: number;
  readonly CV_64FC2: number;
  readonly NORM_HAMMING: number;
  readonly USAC_MAGSAC: number;
  readonly MOTION_HOMOGRAPHY: number;
  readonly Mat: new (rows?: number, cols?: number, type?: number) => Mat;
  readonly ORB: new (maxFeatures: number) => FeatureDetector & { setFastThreshold(levels: number): void };
  readonly AKAZE: new () => FeatureDetector & { setThreshold(response: number): void };
  readonly KeyPointVector: new () => KeyPointVector;
  readonly DMatchVectorVector: new () => MatchVectorVector;
  readonly BFMatcher: new (
    norm: number,
    crossCheck: boolean,
  ) => Deletable & {
    knnMatch(query: Mat, train: Mat, matches: MatchVectorVector, k: number): void;
  };
  readonly TermCriteria: new (type: number, maxCount: number, epsilon: number) => object;
  findHomography(
    from: Mat,
    to: Mat,
    method: number,
    threshold: number,
    mask: Mat,
    maxIterations: number,
    confidence: number,
  ): Mat;
  findTransformECC(
    template: Mat,
    input: Mat,
    warp: Mat,
    motion: number,
    criteria: object,
    mask: Mat,
    gaussianSize: number,
  ): number;
}

/**
 * Gets OpenCV (11 MB) when it is first needed; `@whosecopy/marks/node` has the one for Node. Wrapped in an object since the module has a
 * `then` of its own, and whatever awaits it never ends.
 */
export type OpenCvLoader = () => Promise<{ cv: OpenCv }>;

/** Runs `work` and frees everything it kept, however it ends. */
export function withScope<T>(work: (keep: <D extends Deletable>(object: D) => D) => T): T {
  const kept: Deletable[] = [];
  try {
    return work((object) => {
      kept.push(object);
      return object;
    });
  } finally {
    for (const object of kept.reverse()) object.delete();
  }
}
