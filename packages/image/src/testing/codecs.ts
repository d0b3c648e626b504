import type { Codecs } from "../codecs.ts";

const refuse = (): Promise<never> => Promise.reject(new Error("decoding was started"));

/** Fails the test when a decoder is asked for: what is refused by its header must not get that far. */
export const noCodecs: Codecs = { jpeg: refuse, webp: refuse, avif: refuse };
