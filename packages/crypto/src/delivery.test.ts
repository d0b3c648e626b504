import { hkdfSync } from "node:crypto";
import { concatBytes, utf8 } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { nobleAead } from "./aead.ts";
import { envelopeLength, openEnvelope, sealEnvelope } from "./envelope.ts";
import { generateHpkeKeyPair, hpkeOpen, hpkeRecipientExport, suiteX25519, suiteXWing } from "./hpke.ts";
import { openOpenResponse, sealOpenResponse } from "./open-response.ts";
import { makePairSecret, readPairSecret } from "./pair-secret.ts";
import { asSecret } from "./secret.ts";
import { flipBit } from "./testing/bytes.ts";
import { seededRandom } from "./testing/seeded-random.ts";

const random = seededRandom(13);
const senderDevice = random.bytes(32);
const recipientDevice = random.bytes(32);
const prekeyId = random.bytes(16);
const damaged = expect.objectContaining({ code: "copy-damaged", message: "sealed bytes do not open" });
const badInput = expect.objectContaining({ code: "bad-input" });

describe.each([
  { name: "X25519", suite: suiteX25519, encLength: 32 },
  { name: "X-Wing", suite: suiteXWing, encLength: 1120 },
])("a pair secret by $name", ({ suite, encLength }) => {
  const parties = { senderDevice, recipientDevice, prekeyId, suite };

  it("is the same for both devices and is the export that the protocol names", async () => {
    const prekey = await generateHpkeKeyPair({ random, suite });
    const { enc, pairSecret } = await makePairSecret({ ...parties, prekey: prekey.publicKey, random });
    expect(enc.length).toBe(encLength);
    expect(await readPairSecret({ ...parties, prekeySecret: prekey.secretKey, enc })).toEqual(pairSecret);
    const exported = await hpkeRecipientExport({
      recipientSecretKey: prekey.secretKey,
      enc,
      info: concatBytes(utf8("marked-media/1/pair"), senderDevice, recipientDevice, prekeyId),
      exporterContext: utf8("marked-media/1/pair-secret"),
      length: 32,
      suite,
    });
    expect(exported).toEqual(pairSecret);
  });

  it("is another for other devices, the other direction, another prekey and another time", async () => {
    const prekey = await generateHpkeKeyPair({ random, suite });
    const { enc, pairSecret } = await makePairSecret({ ...parties, prekey: prekey.publicKey, random });
    const read = { ...parties, prekeySecret: prekey.secretKey, enc };
    const changes = [
      { senderDevice: recipientDevice, recipientDevice: senderDevice },
      { senderDevice: flipBit(senderDevice, 1) },
      { recipientDevice: flipBit(recipientDevice, 1) },
      { prekeyId: prekeyId.slice(1) },
      { prekeySecret: (await generateHpkeKeyPair({ random, suite })).secretKey },
    ];
    for (const change of changes) expect(await readPairSecret({ ...read, ...change })).not.toEqual(pairSecret);
    const again = await makePairSecret({ ...parties, prekey: prekey.publicKey, random });
    expect(again.pairSecret).not.toEqual(pairSecret);
  });

  it("is not made for what is no device or no prekey", async () => {
    const prekey = await generateHpkeKeyPair({ random, suite });
    const make = makePairSecret({ ...parties, senderDevice: prekeyId, prekey: prekey.publicKey, random });
    await expect(make).rejects.toThrow(badInput);
    await expect(makePairSecret({ ...parties, prekey: prekeyId, random })).rejects.toThrow(badInput);
    const read = readPairSecret({ ...parties, prekeySecret: prekey.secretKey, enc: prekeyId });
    await expect(read).rejects.toThrow(damaged);
  });
});

describe("an envelope", () => {
  const pairSecret = asSecret<"pair-secret">(random.bytes(32));
  const senderShare = asSecret<"sender-share">(random.bytes(32));
  const place = { pairSecret, copyId: random.bytes(16), device: recipientDevice, coreDigest: random.bytes(32) };
  const envelope = sealEnvelope({ ...place, senderShare });

  it("is the suite byte and the share under a key for this copy and device, bound to the core", () => {
    const info = concatBytes(utf8("marked-media/1/envelope"), place.copyId, place.device);
    const key = new Uint8Array(hkdfSync("sha256", pairSecret, new Uint8Array(0), info, 32));
    const aad = concatBytes(place.coreDigest, place.device);
    expect(envelope).toEqual(concatBytes(Uint8Array.of(1), nobleAead.seal({ key, plaintext: senderShare, aad })));
    expect(envelope.length).toBe(envelopeLength);
    expect(openEnvelope({ ...place, envelope })).toEqual(senderShare);
  });

  it("opens for no other secret, copy, device, core or suite, and with no bit changed", () => {
    const changes = [
      { pairSecret: asSecret<"pair-secret">(flipBit(pairSecret, 0)) },
      { copyId: flipBit(place.copyId, 0) },
      { device: senderDevice },
      { coreDigest: flipBit(place.coreDigest, 0) },
      { suite: suiteXWing },
      ...Array.from({ length: envelope.length * 8 }, (_, at) => ({ envelope: flipBit(envelope, at) })),
      ...Array.from({ length: envelope.length }, (_, end) => ({ envelope: envelope.subarray(0, end) })),
    ];
    for (const change of changes) expect(() => openEnvelope({ ...place, envelope, ...change })).toThrow(damaged);
  });

  it("names X-Wing where the pair secret came by it", () => {
    const named = sealEnvelope({ ...place, senderShare, suite: suiteXWing });
    expect(named[0]).toBe(2);
    expect(openEnvelope({ ...place, suite: suiteXWing, envelope: named })).toEqual(senderShare);
  });

  it("is not made for parts of another length", () => {
    for (const change of [{ copyId: place.coreDigest }, { device: place.copyId }, { coreDigest: place.copyId }]) {
      expect(() => sealEnvelope({ ...place, senderShare, ...change })).toThrow(badInput);
    }
  });
});

describe("the answer to an open", () => {
  const hostShare = asSecret<"host-share">(random.bytes(32));
  const requestDigest = random.bytes(32);

  it("is the share sealed to the request's key, bound to the request", async () => {
    const { publicKey, secretKey } = await generateHpkeKeyPair({ random });
    const response = await sealOpenResponse({ ephemeralPublicKey: publicKey, requestDigest, hostShare, random });
    expect(await openOpenResponse({ ephemeralSecretKey: secretKey, requestDigest, response })).toEqual(hostShare);
    const plain = await hpkeOpen({
      recipientSecretKey: secretKey,
      info: utf8("marked-media/1/open-response"),
      aad: requestDigest,
      sealed: response,
    });
    expect(plain).toEqual(hostShare);
  });

  it("differs each time it is sealed again and opens for no other request or key", async () => {
    const { publicKey, secretKey } = await generateHpkeKeyPair({ random });
    const other = await generateHpkeKeyPair({ random });
    const params = { ephemeralPublicKey: publicKey, requestDigest, hostShare, random };
    const response = await sealOpenResponse(params);
    expect(await sealOpenResponse(params)).not.toEqual(response);
    const right = { ephemeralSecretKey: secretKey, requestDigest, response };
    const changes = [
      { requestDigest: flipBit(requestDigest, 9) },
      { ephemeralSecretKey: other.secretKey },
      { response: flipBit(response, 300) },
      { response: response.slice(0, -1) },
    ];
    for (const change of changes) await expect(openOpenResponse({ ...right, ...change })).rejects.toThrow(damaged);
  });
});
