import { describe, expect, it } from "vitest";
import { mailAddressesIn, phoneNumbersIn } from "./contact-details.ts";
import { secretsInText } from "./find-secrets.ts";
import { ibansIn } from "./iban.ts";
import { machineReadableLine } from "./machine-readable-zone.ts";
import { paymentCardsIn } from "./payment-card.ts";

describe("numbers in text", () => {
  it.each([
    "4111 1111 1111 1111",
    "5555-5555-5555-4444",
    "3782 822463 10005",
    "6011111111111117",
    "4111 lll1 1111 1111",
  ])("takes %s for a payment card", (text) => expect(paymentCardsIn(`pay ${text} now`)).toHaveLength(1));
  it.each(["4111 1111 1111 1112", "1111 1111 1111 1117", "0000000000000000", "411111111111111111111111"])(
    "does not take %s for a payment card",
    (text) => expect(paymentCardsIn(text)).toEqual([]),
  );
  it("knows an IBAN by its country's length and check digits, also where a zero was read as an O", () => {
    expect(ibansIn("my IBAN is DE89 3704 0044 0532 0130 00 thanks")).toEqual(["DE89370400440532013000"]);
    expect(ibansIn("DE89 37O4 0044 0532 0130 00")).toEqual(["DE89370400440532013000"]);
    expect(ibansIn("GB29 NWBK 6016 1331 9268 19")).toEqual(["GB29NWBK60161331926819"]);
    expect(ibansIn("DE88 3704 0044 0532 0130 00")).toEqual([]);
  });
  it("knows the lines of ICAO's specimen documents by their check digits", () => {
    expect(machineReadableLine("L898902C36UTO7408122F1204159ZE184226B<<<<<10")).toBe("checked");
    expect(machineReadableLine("L898902C36UT07408122F1204159ZE184226B<<10")).toBe("checked");
    expect(machineReadableLine("I<UTOD231458907<<<<<<<<<<<<<<<")).toBe("checked");
    expect(machineReadableLine("7408122F1204159UTO<<<<<<<<<<<6")).toBe("checked");
    expect(machineReadableLine("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<")).toBe("alike");
    expect(machineReadableLine("L898902C46UTO7408123F1204158ZE184226B<<<<<10")).not.toBe("checked");
    expect(machineReadableLine("See you on 12.04.2026 at 10:30 then")).toBeNull();
  });
  it("knows phone numbers by shape, and leaves dates, times and counts alone", () => {
    for (const text of ["+49 30 901820", "(555) 234-5678", "0044 20 7946 0958", "030 1234567"])
      expect(phoneNumbersIn(`call ${text} please`)).toEqual([text]);
    for (const text of ["12.04.2026", "2026-04-12", "10:30", "1.234.567", "12345"])
      expect(phoneNumbersIn(text)).toEqual([]);
  });
  it("finds mail addresses", () => {
    expect(mailAddressesIn("mail ana.example@example.org please")).toEqual(["ana.example@example.org"]);
    expect(mailAddressesIn("meet @ noon")).toEqual([]);
  });
  it("puts the groups of a number together, and keeps the value to itself", () => {
    const lines = ["4111", "1111", "1111", "1111"].map((text, i) => ({
      text,
      box: { x: 10 + 60 * i, y: 20, width: 50, height: 20 },
      sureness: 1,
    }));
    const [card, ...rest] = secretsInText(lines);
    expect(rest).toEqual([]);
    expect(card).toMatchObject({ kind: "payment-card", box: { x: 10, y: 20, width: 230, height: 20 } });
    expect(card?.value?.reveal()).toBe("4111111111111111");
    expect(JSON.stringify(card)).not.toContain("4111");
  });
});
