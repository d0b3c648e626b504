/** Where unpredictable bytes come from. Passed in, so that tests can repeat a run; products pass `systemRandom`. */
export type Random = {
  /** `length` fresh bytes. */
  bytes(length: number): Uint8Array;
};

// The Web Crypto API refuses more than this in one call.
const largestRequest = 65_536;

/** The platform's cryptographic generator, in browsers, workers and Node. */
export const systemRandom: Random = {
  bytes(length) {
    const bytes = new Uint8Array(length);
    for (let start = 0; start < length; start += largestRequest) {
      globalThis.crypto.getRandomValues(bytes.subarray(start, Math.min(start + largestRequest, length)));
    }
    return bytes;
  },
};
